import type {
  AssetStatus,
  PaymentType,
  ReferenceType,
  ServiceStatus,
} from "medusa-plugin-storefront-bundle/modules/assets-services"

/** `owner` is the customer's place in the seed; days count from today. */
export type AssetSeed = {
  serial: string
  owner: number
  name: string
  sku: string
  status: AssetStatus
  warrantyDays?: number
  paid: number
}
export type ServiceSeed = {
  name: string
  owner: number
  sku: string
  status: ServiceStatus
  payment: PaymentType
  fromDays: number
  toDays?: number
  paid: number
  assets: string[]
}

export const ASSETS: AssetSeed[] = [
  {
    serial: "CD-2024-0001",
    owner: 0,
    name: "Cordless drill, workshop",
    sku: "CORDLESS-DRILL-18V-RED",
    status: "ACTIVE",
    warrantyDays: 400,
    paid: 119,
  },
  {
    serial: "AG-2022-0042",
    owner: 0,
    name: "Angle grinder",
    sku: "ANGLE-GRINDER-230V",
    status: "INACTIVE",
    warrantyDays: -90,
    paid: 143,
  },
  {
    serial: "RL-2019-0007",
    owner: 0,
    name: "Rotary laser",
    sku: "ROTARY-LASER-RED",
    status: "RETIRED",
    warrantyDays: -1500,
    paid: 549,
  },
  {
    serial: "MM-2025-0100",
    owner: 0,
    name: "Multimeter",
    sku: "DIGITAL-MULTIMETER-600V",
    status: "ACTIVE",
    paid: 65,
  },
  {
    serial: "CD-2024-0002",
    owner: 1,
    name: "Cordless drill",
    sku: "CORDLESS-DRILL-12V-BLUE",
    status: "ACTIVE",
    warrantyDays: 30,
    paid: 99,
  },
  {
    serial: "CS-2018-0300",
    owner: 1,
    name: "Circular saw",
    sku: "CIRCULAR-SAW-230V",
    status: "RETIRED",
    paid: 179,
  },
]

export const SERVICES: ServiceSeed[] = [
  {
    name: "Extended warranty",
    owner: 0,
    sku: "EXTENDED-WARRANTY-MONTHLY",
    status: "ACTIVE",
    payment: "MONTHLY",
    fromDays: -60,
    toDays: 305,
    paid: 5,
    assets: ["CD-2024-0001"],
  },
  {
    name: "Calibration",
    owner: 0,
    sku: "CALIBRATION-YEARLY",
    status: "EXPIRED",
    payment: "YEARLY",
    fromDays: -500,
    toDays: -135,
    paid: 150,
    assets: ["RL-2019-0007", "MM-2025-0100"],
  },
  {
    name: "Safety training",
    owner: 0,
    sku: "SAFETY-TRAINING-ONE-TIME",
    status: "INACTIVE",
    payment: "ONE_TIME",
    fromDays: 14,
    paid: 199,
    assets: [],
  },
  {
    name: "Tool insurance",
    owner: 1,
    sku: "TOOL-INSURANCE-WEEKLY",
    status: "RETIRED",
    payment: "WEEKLY",
    fromDays: -800,
    toDays: -435,
    paid: 1,
    assets: ["CS-2018-0300"],
  },
  {
    name: "Extended warranty",
    owner: 1,
    sku: "EXTENDED-WARRANTY-YEARLY",
    status: "ACTIVE",
    payment: "YEARLY",
    fromDays: -20,
    toDays: 345,
    paid: 50,
    assets: ["CD-2024-0002"],
  },
]

/** What each variant whose SKU starts so refers to. */
export const REFERENCES: Record<string, Partial<Record<ReferenceType, string[]>>> = {
  "CORDLESS-DRILL-12V-": {
    SPARE_PART: ["BATTERY-PACK-12V-2-AH", "BATTERY-PACK-12V-4-AH", "DRILL-CHUCK-10-MM"],
    ACCESSORY: ["FAST-CHARGER-12V"],
    REPLACEMENT: ["CORDLESS-DRILL-18V-RED"],
    TOOL: ["HEX-KEY-SET-9-PIECES"],
    COMPATIBLE_SERVICE: ["EXTENDED-WARRANTY-MONTHLY", "EXTENDED-WARRANTY-YEARLY"],
  },
  "CORDLESS-DRILL-18V-": {
    SPARE_PART: ["BATTERY-PACK-18V-2-AH", "BATTERY-PACK-18V-5-AH", "DRILL-CHUCK-13-MM"],
    ACCESSORY: ["FAST-CHARGER-18V"],
    REPLACEMENT: ["BRUSHLESS-DRILL-18V-RED"],
    COMPATIBLE_SERVICE: ["EXTENDED-WARRANTY-MONTHLY", "EXTENDED-WARRANTY-YEARLY", "TOOL-INSURANCE-MONTHLY"],
  },
  "ANGLE-GRINDER-": { COMPATIBLE_SERVICE: ["EXTENDED-WARRANTY-YEARLY"], REPLACEMENT: ["CIRCULAR-SAW-18V"] },
  "ROTARY-LASER-": { COMPATIBLE_SERVICE: ["CALIBRATION-MONTHLY", "CALIBRATION-YEARLY"] },
  "DIGITAL-MULTIMETER-": { COMPATIBLE_SERVICE: ["CALIBRATION-YEARLY"] },
}
