import { describe, expect, it } from "vitest"

import {
  MOST_ADDRESSES,
  MOST_LINES,
  MOST_METADATA_BYTES,
  requireFewAddresses,
  requireFewLines,
  requireSmallMetadata,
} from "../../src/carts/bounds"
import { containerOf } from "../support/container"
import { errorOf } from "../support/errors"

/** Metadata of so many bytes as JSON. */
const metadataOf = (bytes: number, name = "a") => ({ [name]: "x".repeat(bytes - `{"${name}":""}`.length) })

describe("requireSmallMetadata", () => {
  it("allows metadata up to the limit", () => {
    expect(() => requireSmallMetadata(undefined, metadataOf(MOST_METADATA_BYTES))).not.toThrow()
  })

  it("refuses one byte more", async () => {
    const given = metadataOf(MOST_METADATA_BYTES + 1)
    expect(await errorOf(() => requireSmallMetadata(null, given))).toMatchObject({ type: "invalid_data" })
  })

  it("counts bytes, not characters", async () => {
    const given = { a: "ü".repeat(MOST_METADATA_BYTES / 2) }
    expect(await errorOf(() => requireSmallMetadata(null, given))).toMatchObject({ type: "invalid_data" })
  })

  it("counts what is there already", async () => {
    const present = metadataOf(MOST_METADATA_BYTES - 10)
    const error = await errorOf(() => requireSmallMetadata(present, metadataOf(100, "b")))
    expect(error).toMatchObject({ type: "invalid_data" })
  })

  it("counts a key that is overwritten once", () => {
    const present = metadataOf(MOST_METADATA_BYTES - 10)
    expect(() => requireSmallMetadata(present, metadataOf(MOST_METADATA_BYTES - 5))).not.toThrow()
  })

  it("allows a change that makes large metadata smaller", () => {
    const present = metadataOf(MOST_METADATA_BYTES * 2)
    expect(() => requireSmallMetadata(present, metadataOf(MOST_METADATA_BYTES + 100))).not.toThrow()
  })
})

describe("requireFewLines", () => {
  it("allows as many lines as the limit and not one more", async () => {
    expect(() => requireFewLines(MOST_LINES)).not.toThrow()
    expect(await errorOf(() => requireFewLines(MOST_LINES + 1))).toMatchObject({ type: "not_allowed" })
  })
})

describe("requireFewAddresses", () => {
  const withAddresses = (count: number) =>
    containerOf({ customer: { listCustomerAddresses: async () => Array(count).fill({ id: "address" }) } })

  it("allows one more below the limit and none at it", async () => {
    await requireFewAddresses(withAddresses(MOST_ADDRESSES - 1), "cus_anna")
    const error = await errorOf(() => requireFewAddresses(withAddresses(MOST_ADDRESSES), "cus_anna"))
    expect(error).toMatchObject({ type: "not_allowed" })
  })
})
