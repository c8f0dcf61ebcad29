import { type ProductSeed, product } from "./product"

const VOLTAGES = ["12V", "18V"]
const RED_BLUE = ["Red", "Blue"]

export const POWER_TOOLS: ProductSeed[] = [
  product(
    "power-tools",
    ["cordless-drill", "Cordless Drill", 99],
    { Voltage: VOLTAGES, Color: RED_BLUE },
    {
      subtitle: "Two gears, 50 Nm",
      tags: ["cordless", "bestseller"],
      weight: 1400,
      height: 210,
      width: 80,
      length: 190,
      material: "Steel and nylon",
      origin_country: "de",
      hs_code: "846721",
    },
  ),
  product(
    "power-tools",
    ["brushless-drill", "Brushless Drill", 169],
    { Voltage: ["18V", "36V"], Color: RED_BLUE },
    {
      subtitle: "Longer runtime, less wear",
      tags: ["cordless", "new"],
      weight: 1550,
      origin_country: "de",
    },
  ),
  product(
    "power-tools",
    ["hammer-drill", "Hammer Drill", 139],
    { Voltage: ["18V", "36V"] },
    { tags: ["cordless"], weight: 2100 },
  ),
  product(
    "power-tools",
    ["angle-grinder", "Angle Grinder", 119],
    { Voltage: ["18V", "230V"] },
    { weight: 2300, hs_code: "846729" },
  ),
  product(
    "power-tools",
    ["impact-driver", "Impact Driver", 109],
    { Voltage: VOLTAGES, Color: RED_BLUE },
    { tags: ["cordless"], soldOut: "last" },
  ),
  product(
    "power-tools",
    ["circular-saw", "Circular Saw", 149],
    { Voltage: ["18V", "230V"] },
    { weight: 3600, material: "Magnesium" },
  ),
  product(
    "power-tools",
    ["jigsaw", "Jigsaw", 89],
    { Voltage: ["18V", "230V"] },
    { tags: ["bestseller"], type: undefined },
  ),
  product(
    "power-tools",
    ["reciprocating-saw", "Reciprocating Saw", 129],
    { Voltage: ["18V"] },
    { soldOut: "all" },
  ),
  product(
    "power-tools",
    ["orbital-sander", "Orbital Sander", 79],
    { Voltage: ["18V", "230V"] },
    { tags: ["dust-free"] },
  ),
  product("power-tools", ["belt-sander", "Belt Sander", 109], { Voltage: ["230V"] }, { weight: 3200 }),
  product("power-tools", ["router", "Router", 189], { Voltage: ["230V"] }, { type: undefined }),
  product("power-tools", ["planer", "Planer", 139], { Voltage: ["18V", "230V"] }),
  product("power-tools", ["heat-gun", "Heat Gun", 59], { Voltage: ["230V"], Color: RED_BLUE }),
  product(
    "power-tools",
    ["nail-gun", "Nail Gun", 249],
    { Voltage: ["18V"] },
    { tags: ["cordless", "new"], weight: 2900 },
  ),
  product(
    "power-tools",
    ["battery-pack-18v", "Battery Pack 18V", 65],
    { Size: ["2 Ah", "5 Ah"] },
    { tags: ["spare-part"], hs_code: "850760" },
  ),
  product(
    "power-tools",
    ["battery-pack-12v", "Battery Pack 12V", 45],
    { Size: ["2 Ah", "4 Ah"] },
    { tags: ["spare-part"], hs_code: "850760" },
  ),
  product(
    "power-tools",
    ["fast-charger", "Fast Charger", 49],
    { Voltage: VOLTAGES },
    { tags: ["spare-part"] },
  ),
  product(
    "power-tools",
    ["drill-chuck", "Drill Chuck", 24],
    { Size: ["10 mm", "13 mm"] },
    { tags: ["spare-part"], material: "Steel" },
  ),
]
