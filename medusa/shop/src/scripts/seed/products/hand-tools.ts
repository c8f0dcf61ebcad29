import { type ProductSeed, product } from "./product"

const RED_BLUE = ["Red", "Blue"]

export const HAND_TOOLS: ProductSeed[] = [
  product(
    "hand-tools",
    ["claw-hammer", "Claw Hammer", 24],
    { Size: ["450 g", "600 g"] },
    { tags: ["bestseller"], material: "Forged steel" },
  ),
  product(
    "hand-tools",
    ["rubber-mallet", "Rubber Mallet", 15],
    { Color: ["Black", "White"] },
    { material: "Rubber" },
  ),
  product("hand-tools", ["sledge-hammer", "Sledge Hammer", 49], { Size: ["3 kg", "5 kg"] }, { weight: 3000 }),
  product(
    "hand-tools",
    ["screwdriver-set", "Screwdriver Set", 35],
    { Size: ["6 pieces", "12 pieces"] },
    { tags: ["set"] },
  ),
  product("hand-tools", ["hex-key-set", "Hex Key Set", 19], { Size: ["9 pieces"] }, { tags: ["set"] }),
  product(
    "hand-tools",
    ["socket-set", "Socket Set", 89],
    { Size: ["40 pieces", "94 pieces"] },
    { tags: ["set"], soldOut: "last" },
  ),
  product(
    "hand-tools",
    ["adjustable-wrench", "Adjustable Wrench", 22],
    { Size: ["200 mm", "250 mm", "300 mm"] },
    { material: "Chrome vanadium" },
  ),
  product(
    "hand-tools",
    ["torque-wrench", "Torque Wrench", 79],
    { Size: ["20-100 Nm", "40-200 Nm"] },
    { origin_country: "pl" },
  ),
  product(
    "hand-tools",
    ["pipe-wrench", "Pipe Wrench", 29],
    { Size: ["350 mm", "450 mm"] },
    { soldOut: "all" },
  ),
  product("hand-tools", ["combination-pliers", "Combination Pliers", 18], {
    Size: ["160 mm", "180 mm"],
    Color: RED_BLUE,
  }),
  product(
    "hand-tools",
    ["cutting-pliers", "Cutting Pliers", 21],
    { Size: ["160 mm"], Color: RED_BLUE },
    { type: undefined },
  ),
  product("hand-tools", ["locking-pliers", "Locking Pliers", 26], { Size: ["180 mm", "250 mm"] }),
  product("hand-tools", ["hand-saw", "Hand Saw", 27], { Size: ["450 mm", "550 mm"] }),
  product("hand-tools", ["hack-saw", "Hack Saw", 16], { Size: ["300 mm"] }),
  product(
    "hand-tools",
    ["wood-chisel-set", "Wood Chisel Set", 44],
    { Size: ["4 pieces", "6 pieces"] },
    { tags: ["set"], material: "Carbon steel" },
  ),
  product(
    "hand-tools",
    ["utility-knife", "Utility Knife", 9],
    { Color: ["Red", "Blue", "Yellow"] },
    { tags: ["bestseller"] },
  ),
  product(
    "hand-tools",
    ["tool-box", "Tool Box", 39],
    { Size: ["S", "M", "L"], Color: ["Black", "Red"] },
    { weight: 1800, material: "Polypropylene" },
  ),
]
