import { type ProductSeed, product } from "./product"

export const MEASURING: ProductSeed[] = [
  product(
    "measuring",
    ["tape-measure", "Tape Measure", 12],
    { Size: ["3 m", "5 m", "8 m"] },
    { tags: ["bestseller"] },
  ),
  product(
    "measuring",
    ["laser-distance-meter", "Laser Distance Meter", 89],
    { Size: ["30 m", "50 m"] },
    { subtitle: "Millimetre precision", tags: ["laser", "new"], origin_country: "de" },
  ),
  product(
    "measuring",
    ["cross-line-laser", "Cross Line Laser", 159],
    { Color: ["Red", "Green"] },
    { tags: ["laser"], weight: 500 },
  ),
  product(
    "measuring",
    ["rotary-laser", "Rotary Laser", 549],
    { Color: ["Red", "Green"] },
    { tags: ["laser"], weight: 2400 },
  ),
  product(
    "measuring",
    ["spirit-level", "Spirit Level", 34],
    { Size: ["40 cm", "60 cm", "100 cm"] },
    { material: "Aluminium" },
  ),
  product(
    "measuring",
    ["digital-caliper", "Digital Caliper", 42],
    { Size: ["150 mm", "200 mm"] },
    { material: "Stainless steel" },
  ),
  product("measuring", ["micrometer", "Micrometer", 58], { Size: ["25 mm"] }, { type: undefined }),
  product("measuring", ["combination-square", "Combination Square", 23], { Size: ["300 mm"] }),
  product(
    "measuring",
    ["digital-multimeter", "Digital Multimeter", 65],
    { Voltage: ["600V", "1000V"] },
    { tags: ["electric"] },
  ),
  product(
    "measuring",
    ["clamp-meter", "Clamp Meter", 79],
    { Voltage: ["600V"] },
    { tags: ["electric"], soldOut: "all" },
  ),
  product(
    "measuring",
    ["voltage-tester", "Voltage Tester", 19],
    { Voltage: ["400V", "690V"] },
    { tags: ["electric"] },
  ),
  product(
    "measuring",
    ["thermal-camera", "Thermal Camera", 399],
    { Size: ["160 px", "320 px"] },
    { subtitle: "See heat", tags: ["new"] },
  ),
  product("measuring", ["wall-scanner", "Wall Scanner", 129], { Size: ["Standard"] }, { tags: ["electric"] }),
  product(
    "measuring",
    ["measuring-app-licence", "Measuring App Licence", 29],
    { Plan: ["Yearly"] },
    { type: "VIRTUAL", subtitle: "For your phone" },
  ),
]
