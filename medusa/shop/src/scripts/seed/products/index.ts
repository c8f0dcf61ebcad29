import { HAND_TOOLS } from "./hand-tools"
import { MEASURING } from "./measuring"
import { POWER_TOOLS } from "./power-tools"
import type { ProductSeed } from "./product"
import { SERVICES } from "./services"
import { WORKWEAR } from "./workwear"

export const CATEGORIES = [
  { handle: "power-tools", name: "Power tools" },
  { handle: "hand-tools", name: "Hand tools" },
  { handle: "workwear", name: "Workwear" },
  { handle: "measuring", name: "Measuring" },
  { handle: "featured-services", name: "Featured services" },
]

export const PRODUCTS: ProductSeed[] = [...POWER_TOOLS, ...HAND_TOOLS, ...WORKWEAR, ...MEASURING, ...SERVICES]
