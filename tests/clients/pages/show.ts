/** Prints what a page shows and the requests that it took: `node show.js product http://… cordless-drill`. */
import { connect, requests } from "./api.js"
import { cartPage } from "./cart.js"
import { orderPage } from "./order.js"
import { productPage } from "./product.js"

const pages = { product: productPage, cart: cartPage, order: orderPage }

const [, , name = "", url = "", id = ""] = process.argv
const page = Object.entries(pages).find(([known]) => known === name)?.[1]
if (page === undefined) throw new Error(`There is no page ${name}`)
const shown = await page(connect(url), id)
console.log(JSON.stringify({ shown, requests }))
