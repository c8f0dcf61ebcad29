// Medusa's verifier without Medusa: reads requests as lines of JSON and prints a line for each.
//
// {"settings": {…}, "waits": 1} makes a verifier as Medusa's start does, which waits for a provider for that
// part of the real time; {"now": seconds, "token": "…"} has it verify, with the clock standing still at "now".
// Run in medusa/plugin with ts-node registered.
const readline = require("node:readline")

const { ProviderUnavailableError } = require("../../medusa/plugin/src/sso/keys")
const { readSsoSettings } = require("../../medusa/plugin/src/sso/settings")
const { InvalidTokenError, TokenVerifier } = require("../../medusa/plugin/src/sso/token")

const timeout = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (ms) => timeout(ms * part)

let part = 1
let verifier

function configure({ settings, waits }) {
  part = waits
  try {
    verifier = new TokenVerifier(readSsoSettings(settings))
    return { outcome: "configured" }
  } catch (error) {
    return { outcome: "not configured", said: error.message }
  }
}

async function verify({ now, token }) {
  Date.now = () => now * 1000
  try {
    return { outcome: "in", ...(await verifier.verify(token)) }
  } catch (error) {
    const outcome =
      error instanceof InvalidTokenError
        ? "out"
        : error instanceof ProviderUnavailableError
          ? "unavailable"
          : "crash"
    return { outcome, said: error.message }
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    const response = request.settings ? configure(request) : await verify(request)
    process.stdout.write(`${JSON.stringify(response)}\n`)
  }
}

void main()
