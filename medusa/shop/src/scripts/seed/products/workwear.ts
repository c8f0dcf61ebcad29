import { type ProductSeed, product } from "./product"

const RED_BLUE = ["Red", "Blue"]
const SIZES = ["S", "M", "L", "XL"]

export const WORKWEAR: ProductSeed[] = [
  product(
    "workwear",
    ["work-jacket", "Work Jacket", 89],
    { Size: SIZES, Color: ["Black", "Blue"] },
    { tags: ["bestseller"], material: "Cotton" },
  ),
  product(
    "workwear",
    ["rain-jacket", "Rain Jacket", 75],
    { Size: SIZES, Color: ["Yellow", "Blue"] },
    { material: "Polyester" },
  ),
  product(
    "workwear",
    ["work-trousers", "Work Trousers", 69],
    { Size: SIZES, Color: ["Black", "Blue"] },
    { material: "Cotton", origin_country: "pl" },
  ),
  product(
    "workwear",
    ["work-shirt", "Work Shirt", 29],
    { Size: SIZES, Color: RED_BLUE },
    { material: "Cotton" },
  ),
  product(
    "workwear",
    ["hi-vis-vest", "Hi-Vis Vest", 14],
    { Size: SIZES, Color: ["Yellow", "Orange"] },
    { tags: ["safety"] },
  ),
  product("workwear", ["fleece-jacket", "Fleece Jacket", 49], { Size: SIZES }, { type: undefined }),
  product(
    "workwear",
    ["safety-boots", "Safety Boots", 119],
    { Size: ["40", "42", "44"] },
    { tags: ["safety"], weight: 1300, soldOut: "last" },
  ),
  product("workwear", ["work-gloves", "Work Gloves", 12], { Size: ["S", "M", "L"] }, { tags: ["safety"] }),
  product(
    "workwear",
    ["welding-gloves", "Welding Gloves", 22],
    { Size: ["M", "L"] },
    { tags: ["safety"], material: "Leather" },
  ),
  product(
    "workwear",
    ["safety-helmet", "Safety Helmet", 25],
    { Color: ["White", "Yellow", "Blue"] },
    { tags: ["safety"], weight: 380 },
  ),
  product(
    "workwear",
    ["safety-glasses", "Safety Glasses", 11],
    { Color: ["Clear", "Tinted"] },
    { tags: ["safety"] },
  ),
  product(
    "workwear",
    ["ear-defenders", "Ear Defenders", 28],
    { Color: ["Red", "Black"] },
    { tags: ["safety"] },
  ),
  product("workwear", ["knee-pads", "Knee Pads", 24], { Size: ["One size"] }, { soldOut: "all" }),
  product(
    "workwear",
    ["tool-belt", "Tool Belt", 45],
    { Size: ["M", "L"], Color: ["Black", "Brown"] },
    { material: "Leather" },
  ),
]
