import { once } from "node:events"
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

import { onTestFinished } from "vitest"

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Scripted {
  status: number
  headers?: Record<string, string>
  body?: unknown
  /** Close the connection instead of responding. */
  lost?: boolean
  /** Milliseconds before the response. */
  after?: number
}

/** Start a server that sends these responses, the last one from then on, and remembers the requests. */
export async function serve(...script: Scripted[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += chunk
    const scripted = script[Math.min(received.length, script.length - 1)] ?? { status: 200 }
    received.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body })
    if (scripted.lost) return void request.socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, scripted.after ?? 0))
    response.writeHead(scripted.status, { "content-type": "application/json", ...scripted.headers })
    response.end(scripted.body === undefined ? undefined : JSON.stringify(scripted.body))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

export const OK: Scripted = { status: 200, body: { data: [], total: 0 } }
export const CART: Scripted = { status: 201, body: { id: "cart_1" } }
export const failed = (status: number, headers: Record<string, string> = {}): Scripted => ({
  status,
  headers,
  body: { statusCode: status, message: "It failed" },
})
