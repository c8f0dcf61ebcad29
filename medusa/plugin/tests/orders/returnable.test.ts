import { describe, expect, it } from "vitest"

import { requireReturnable } from "../../src/orders/returnable"
import { errorOf } from "../support/errors"

const line = (detail: object) => ({ id: "ordli_1", detail })
const FULFILLED = { fulfilled_quantity: 3 }

describe("requireReturnable", () => {
  it.each<[string, object, object[]]>([
    ["all that was fulfilled", FULFILLED, [{ id: "ordli_1", quantity: 3 }]],
    [
      "the rest of it",
      { ...FULFILLED, return_requested_quantity: 1, return_received_quantity: 1 },
      [{ id: "ordli_1", quantity: 1 }],
    ],
    ["a fraction", { fulfilled_quantity: 2.5 }, [{ id: "ordli_1", quantity: 2.5 }]],
    ["what Medusa refuses itself", FULFILLED, [{ id: "ordli_2", quantity: 9 }, { id: "ordli_1" }, {}]],
  ])("lets %s pass", (_name, detail, wanted) => {
    expect(() => requireReturnable([line(detail)], wanted)).not.toThrow()
  })

  it.each<[string, object, object[]]>([
    ["more than was fulfilled", FULFILLED, [{ id: "ordli_1", quantity: 4 }]],
    ["what was not fulfilled", {}, [{ id: "ordli_1", quantity: 1 }]],
    [
      "what is on its way back",
      { ...FULFILLED, return_requested_quantity: 3 },
      [{ id: "ordli_1", quantity: 1 }],
    ],
    ["what has come back", { ...FULFILLED, return_received_quantity: 3 }, [{ id: "ordli_1", quantity: 1 }]],
    [
      "what came back damaged",
      { ...FULFILLED, return_dismissed_quantity: 3 },
      [{ id: "ordli_1", quantity: 1 }],
    ],
    [
      "the same line twice",
      FULFILLED,
      [
        { id: "ordli_1", quantity: 2 },
        { id: "ordli_1", quantity: 2 },
      ],
    ],
  ])("refuses %s", async (_name, detail, wanted) => {
    const error = await errorOf(() => requireReturnable([line(detail)], wanted))
    expect(error).toMatchObject({ type: "invalid_data" })
  })
})
