// Medusa's verifier without Medusa: reads requests as lines of JSON and prints a line for each.
//
// {"settings": {…}} makes a verifier as Medusa's start does; {"now": seconds, "token": "…"} has it verify.
// Run in the folder medusa with ts-node registered. Time stands still at "now", and waits are a tenth.
const readline = require("node:readline")

const { ProviderUnavailableError } = require("../../medusa/src/sso/keys")
const { readSsoSettings } = require("../../medusa/src/sso/settings")
const { InvalidTokenError, TokenVerifier } = require("../../medusa/src/sso/token")

const timeout = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (ms) => timeout(ms / 10)

let verifier

function configure(settings) {
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
      error instanceof InvalidTokenError ? "out" : error instanceof ProviderUnavailableError ? "unavailable" : "crash"
    return { outcome, said: error.message }
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    const response = request.settings ? configure(request.settings) : await verify(request)
    process.stdout.write(`${JSON.stringify(response)}\n`)
  }
}

main()
