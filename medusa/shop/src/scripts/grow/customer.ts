import { copyRows, type Database, defineCopies, deriveCopies, type Window } from "./copies"

/**
 * Whose records are copied, and to whom: everything of the seed's customer but the cart, which is the
 * owner's.
 */
export type Owner = { id: string; cart: string }
export type Sources = { orders: string[]; assets: string[]; services: string[]; addresses: string[] }

const LISTED = "SELECT id FROM unnest(:ids::text[]) AS id"
const OWNER = (owner: Owner) => `'${owner.id.replace(/[^A-Za-z0-9_]/g, "")}'`
const AGO = (unit: string) => `now() - copy.number * interval '${unit}'`

/**
 * Orders with their carts, lines, taxes, discounts, shipping and payments, one each six hours back in time.
 */
export async function growOrders(db: Database, owner: Owner, ids: string[], window: Window): Promise<void> {
  await defineCopies(db, "orders", LISTED, { ids }, window)
  await copyAddressesOfOrders(db)
  await copyRows(db, {
    table: "order",
    set: "orders",
    by: "id",
    renamed: ["shipping_address_id", "billing_address_id"],
    replaced: {
      display_id: `nextval(pg_get_serial_sequence('"order"', 'display_id'))`,
      customer_id: OWNER(owner),
      created_at: AGO("6 hours"),
      updated_at: AGO("6 hours"),
    },
  })
  await copyRows(db, { table: "order_summary", set: "orders", by: "order_id", renamed: ["order_id"] })
  await copyRows(db, { table: "order_transaction", set: "orders", by: "order_id", renamed: ["order_id"] })
  await copyLines(db)
  await copyShipping(db)
  await copyCarts(db, owner)
  await copyPayments(db)
}

async function copyAddressesOfOrders(db: Database): Promise<void> {
  for (const kind of ["shipping", "billing"]) {
    const set = `${kind}_addresses`
    await deriveCopies(db, set, { table: "order", column: `${kind}_address_id`, by: "id", of: "orders" })
    await copyRows(db, { table: "order_address", set, by: "id" })
  }
}

async function copyLines(db: Database): Promise<void> {
  await deriveCopies(db, "lines", { table: "order_item", column: "item_id", by: "order_id", of: "orders" })
  await db.raw("CREATE TEMPORARY TABLE single_lines ON COMMIT DROP AS SELECT DISTINCT * FROM lines")
  await copyRows(db, { table: "order_line_item", set: "single_lines", by: "id" })
  await copyRows(db, { table: "order_item", set: "orders", by: "order_id", renamed: ["order_id", "item_id"] })
  for (const table of ["order_line_item_tax_line", "order_line_item_adjustment"]) {
    await copyRows(db, { table, set: "single_lines", by: "item_id", renamed: ["item_id"] })
  }
}

async function copyShipping(db: Database): Promise<void> {
  const column = "shipping_method_id"
  await deriveCopies(db, "every_method", { table: "order_shipping", column, by: "order_id", of: "orders" })
  await db.raw("CREATE TEMPORARY TABLE methods ON COMMIT DROP AS SELECT DISTINCT * FROM every_method")
  await copyRows(db, { table: "order_shipping_method", set: "methods", by: "id" })
  await copyRows(db, {
    table: "order_shipping",
    set: "orders",
    by: "order_id",
    renamed: ["order_id", column],
  })
  for (const table of ["order_shipping_method_tax_line", "order_shipping_method_adjustment"]) {
    await copyRows(db, { table, set: "methods", by: column, renamed: [column] })
  }
}

async function copyCarts(db: Database, owner: Owner): Promise<void> {
  await deriveCopies(db, "bought", { table: "order_cart", column: "cart_id", by: "order_id", of: "orders" })
  await copyRows(db, { table: "cart", set: "bought", by: "id", replaced: { customer_id: OWNER(owner) } })
  await copyRows(db, { table: "order_cart", set: "orders", by: "order_id", renamed: ["order_id", "cart_id"] })
}

async function copyPayments(db: Database): Promise<void> {
  const link = "order_payment_collection"
  const collection = "payment_collection_id"
  await deriveCopies(db, "collections", { table: link, column: collection, by: "order_id", of: "orders" })
  await copyRows(db, { table: "payment_collection", set: "collections", by: "id" })
  await copyRows(db, { table: "payment_session", set: "collections", by: collection, renamed: [collection] })
  await deriveCopies(db, "payments", { table: "payment", column: "id", by: collection, of: "collections" })
  const renamed = [collection, "payment_session_id"]
  await copyRows(db, { table: "payment", set: "payments", by: "id", renamed })
  await copyRows(db, { table: "capture", set: "payments", by: "payment_id", renamed: ["payment_id"] })
  await copyRows(db, { table: link, set: "orders", by: "order_id", renamed: ["order_id", collection] })
}

/** Assets, each of another product of the catalogue, and services, each day another one. */
export async function growResources(
  db: Database,
  owner: Owner,
  { assets, services }: Sources,
  window: Window,
): Promise<void> {
  await defineCopies(db, "assets", LISTED, { ids: assets }, window)
  await db.raw(
    `CREATE TEMPORARY TABLE sold ON COMMIT DROP AS
     SELECT min(id) AS variant, row_number() OVER (ORDER BY product_id) - 1 AS place, count(*) OVER () AS many
     FROM product_variant WHERE deleted_at IS NULL GROUP BY product_id`,
  )
  const dates = { created_at: AGO("1 day"), customer_id: OWNER(owner) }
  await copyRows(db, {
    table: "asset",
    set: "assets",
    by: "id",
    replaced: {
      ...dates,
      serial_number: "source.serial_number || copy.mark",
      product_variant_id: "(SELECT variant FROM sold WHERE place = copy.number % many)",
    },
  })
  await defineCopies(db, "services", LISTED, { ids: services }, window)
  const replaced = { ...dates, start_date: AGO("1 day"), order_id: "NULL", order_line_item_id: "NULL" }
  await copyRows(db, { table: "service_instance", set: "services", by: "id", replaced })
}

/** Addresses, none of them a default one, and open carts like the owner's own. */
export async function growAddressesAndCarts(
  db: Database,
  owner: Owner,
  { addresses }: Sources,
  window: Window,
): Promise<void> {
  await defineCopies(db, "addresses", LISTED, { ids: addresses }, window)
  const replaced = { customer_id: OWNER(owner), is_default_shipping: "false", is_default_billing: "false" }
  await copyRows(db, { table: "customer_address", set: "addresses", by: "id", replaced })
  await defineCopies(db, "carts", LISTED, { ids: [owner.cart] }, window)
  await copyRows(db, {
    table: "cart",
    set: "carts",
    by: "id",
    replaced: { shipping_address_id: "NULL", billing_address_id: "NULL", created_at: AGO("1 hour") },
  })
  await copyRows(db, { table: "cart_line_item", set: "carts", by: "cart_id", renamed: ["cart_id"] })
}

/** Where copies of a customer's records are, those that point to others first. */
export const CUSTOMER_COLUMNS: [table: string, column: string][] = [
  ["capture", "id"],
  ["payment", "id"],
  ["payment_session", "id"],
  ["order_payment_collection", "id"],
  ["payment_collection", "id"],
  ["order_cart", "id"],
  ["cart_line_item", "id"],
  ["cart", "id"],
  ["order_shipping_method_tax_line", "id"],
  ["order_shipping_method_adjustment", "id"],
  ["order_shipping", "id"],
  ["order_shipping_method", "id"],
  ["order_line_item_tax_line", "id"],
  ["order_line_item_adjustment", "id"],
  ["order_item", "id"],
  ["order_line_item", "id"],
  ["order_summary", "id"],
  ["order_transaction", "id"],
  ["order", "id"],
  ["order_address", "id"],
  ["asset", "id"],
  ["service_instance", "id"],
  ["customer_address", "id"],
]
