import { describe, expect, it } from "vitest"

import { isSameKind, type Line, planMerge } from "../../src/carts/merge-plan"

const line = (id: string, changed: Partial<Line> = {}): Line => ({
  id,
  variant_id: "variant_drill",
  quantity: 1,
  ...changed,
})

describe("planMerge", () => {
  it("moves a line that the other cart lacks", () => {
    const plan = planMerge({ id: "guest", items: [line("a", { quantity: 3 })] }, { id: "mine", items: [] })

    expect(plan).toEqual({
      changes: [{ id: "a", cart_id: "mine" }],
      undo: [{ id: "a", cart_id: "guest" }],
      needed: [{ variant_id: "variant_drill", quantity: 3 }],
    })
  })

  it("adds the pieces to the line of the same kind", () => {
    const guest = { id: "guest", items: [line("a", { quantity: 2 })] }
    const mine = { id: "mine", items: [line("b", { quantity: 5 })] }

    expect(planMerge(guest, mine)).toEqual({
      changes: [
        { id: "a", quantity: 0 },
        { id: "b", quantity: 7 },
      ],
      undo: [
        { id: "a", quantity: 2 },
        { id: "b", quantity: 5 },
      ],
      needed: [{ variant_id: "variant_drill", quantity: 7 }],
    })
  })

  it("adds two lines to one, and takes both back", () => {
    const guest = { id: "guest", items: [line("a", { quantity: 2 }), line("b", { quantity: 3 })] }
    const mine = { id: "mine", items: [line("c", { quantity: 1 })] }

    const plan = planMerge(guest, mine)

    expect(plan.changes).toContainEqual({ id: "c", quantity: 6 })
    expect(plan.changes.filter((change) => change.id === "c")).toHaveLength(1)
    expect(plan.undo).toContainEqual({ id: "c", quantity: 1 })
  })

  it("leaves out lines whose pieces have moved before", () => {
    const plan = planMerge({ id: "guest", items: [line("a", { quantity: 0 })] }, { id: "mine", items: [] })

    expect(plan).toEqual({ changes: [], undo: [], needed: [] })
  })

  it("needs stock for both carts' lines of a variant, whatever their kind", () => {
    const guest = { id: "guest", items: [line("a", { quantity: 2 })] }
    const mine = {
      id: "mine",
      items: [
        line("b", { quantity: 4, metadata: { engraving: "Ada" } }),
        line("c", { variant_id: "variant_saw", quantity: 9 }),
      ],
    }

    expect(planMerge(guest, mine).needed).toEqual([{ variant_id: "variant_drill", quantity: 6 }])
  })

  it("moves a line without a variant and needs no stock for it", () => {
    const plan = planMerge(
      { id: "guest", items: [line("a", { variant_id: null })] },
      { id: "mine", items: [] },
    )

    expect(plan.changes).toEqual([{ id: "a", cart_id: "mine" }])
    expect(plan.needed).toEqual([])
  })
})

describe("isSameKind", () => {
  it.each<[string, Partial<Line>, Partial<Line>, boolean]>([
    ["the same variant", {}, {}, true],
    ["no metadata and empty metadata", { metadata: null }, { metadata: {} }, true],
    ["the same metadata", { metadata: { a: 1, b: [2] } }, { metadata: { b: [2], a: 1 } }, true],
    ["other metadata", { metadata: { a: 1 } }, { metadata: { a: 2 } }, false],
    ["another variant", {}, { variant_id: "variant_saw" }, false],
    ["a custom price", {}, { is_custom_price: true }, false],
    ["a custom price of the first", { is_custom_price: true }, {}, false],
    ["no variants", { variant_id: null }, { variant_id: null }, false],
  ])("compares %s", (_name, one, other, same) => {
    expect(isSameKind(line("a", one), line("b", other))).toBe(same)
  })
})
