import { render } from "preact"

import { connect } from "./api"
import { App } from "./app"
import { loadConfig } from "./config"
import { startDisplay } from "./display"
import { startSession } from "./session"
import "./styles/base.css"
import "./styles/controls.css"
import "./styles/layout.css"
import "./styles/catalogue.css"
import "./styles/cart.css"
import "./styles/account.css"
import "./styles/narrow.css"

const root = document.getElementById("shop")
if (!root) throw new Error("index.html has no #shop")

try {
  await loadConfig()
  startDisplay()
  startSession()
  connect()
  render(<App />, root)
} catch {
  root.textContent = "The shop cannot be opened at the moment. Please try again in a minute."
}
