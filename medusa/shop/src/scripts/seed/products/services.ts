import { type ProductSeed, product } from "./product"

const SERVICE = { type: "VIRTUAL" as const, tags: ["service"] }

export const SERVICES: ProductSeed[] = [
  product(
    "featured-services",
    ["extended-warranty", "Extended Warranty", 5],
    { Plan: ["Monthly", "Yearly"] },
    { ...SERVICE, subtitle: "Three more years" },
  ),
  product(
    "featured-services",
    ["calibration", "Calibration", 15],
    { Plan: ["Monthly", "Yearly"] },
    { ...SERVICE, subtitle: "With certificate" },
  ),
  product("featured-services", ["on-site-repair", "On-Site Repair", 79], { Plan: ["One time"] }, SERVICE),
  product(
    "featured-services",
    ["tool-insurance", "Tool Insurance", 4],
    { Plan: ["Weekly", "Monthly", "Yearly"] },
    SERVICE,
  ),
  product("featured-services", ["safety-training", "Safety Training", 199], { Plan: ["One time"] }, SERVICE),
]
