// Gives each request to the next of several servers on this machine: spread.cjs PORT SERVER SERVER…
const http = require("node:http")

const [port, ...servers] = process.argv.slice(2).map(Number)
const agent = new http.Agent({ keepAlive: true })
let next = 0

const spread = http.createServer((request, response) => {
  const { method, url: path, rawHeaders: headers } = request
  next = (next + 1) % servers.length
  const passed = http.request({ agent, host: "127.0.0.1", port: servers[next], method, path, headers })
  passed.on("response", (received) => {
    response.writeHead(received.statusCode, received.statusMessage, received.rawHeaders)
    received.pipe(response)
  })
  // As a server that is gone.
  passed.on("error", () => response.destroy())
  request.pipe(passed)
})
spread.keepAliveTimeout = 60_000
spread.listen(port, "127.0.0.1")
