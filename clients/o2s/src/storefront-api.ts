import { randomUUID } from "node:crypto"

import { HttpException, Inject, Injectable, Module } from "@nestjs/common"
import { ConfigService } from "@nestjs/config"
import {
  ApiError,
  type Client,
  createClient,
  type Data,
  type ErrorCode,
  type List,
  listAll,
  type Page,
  type Result,
  unwrap,
} from "medusa-storefront-bundle-client"
import { defer, type Observable } from "rxjs"

import type { Contract } from "./contract"
import { RequestContextModule, requestContext } from "./request-context"
import { required } from "./settings"

export interface Caller {
  authorization?: string | undefined
  locale?: string | undefined
}

/** The bundle's API, called for the customer or guest of the current request. */
@Injectable()
export class StorefrontApi {
  private readonly client: Client

  constructor(@Inject(ConfigService) config: ConfigService) {
    this.client = createClient({
      baseUrl: required(config, "STOREFRONT_API_URL"),
      currency: () => requestContext.getStore()?.currency,
      locale: () => requestContext.getStore()?.locale,
    })
    this.client.use({
      onRequest({ request }) {
        const authorization = requestContext.getStore()?.authorization
        if (authorization) request.headers.set("authorization", authorization)
        // All customers share this client, so each write has its own key.
        if (["POST", "PATCH"].includes(request.method)) request.headers.set("idempotency-key", randomUUID())
      },
    })
  }

  /** Return the data of a response; an error is an HttpException with the API's status and body. */
  call<R extends Result>(
    caller: Caller,
    send: (client: Client) => Promise<R>,
  ): Observable<Contract<Data<R>>> {
    return this.run(caller, async () => unwrap(await send(this.client)))
  }

  /** Return a list, of any length; without a limit, as many entries as the API returns by default. */
  list<Item>(
    caller: Caller,
    { limit, offset = 0 }: { limit: number | undefined; offset: number | undefined },
    send: (client: Client, page: Partial<Page>) => Promise<Result & { data?: List<Item> }>,
  ): Observable<List<Contract<Item>>> {
    const read = async (page: Partial<Page>) => unwrap(await send(this.client, page)) as List<Item>
    return this.run(caller, () => (limit === undefined ? read({ offset }) : listAll(read, { limit, offset })))
  }

  private run<T, C = Contract<T>>({ authorization, locale }: Caller, read: () => Promise<T>): Observable<C> {
    const current = requestContext.getStore()
    const context = {
      ...current,
      authorization: authorization ?? current?.authorization,
      locale: locale || current?.locale,
    }
    return defer(() =>
      requestContext.run(context, () => read().catch(rethrow) as Promise<unknown> as Promise<C>),
    )
  }
}

/** Throw what Nest responds with: the API's own error, or that the API cannot be reached. */
function rethrow(error: unknown): never {
  if (error instanceof ApiError)
    throw new HttpException({ statusCode: error.status, ...error.problem }, error.status)
  if (error instanceof RangeError) throw problem(400, "Bad Request", "invalid_request", error.message)
  if (!(error instanceof Error)) throw error
  if (error.name === "TimeoutError") {
    throw problem(504, "Gateway Timeout", "upstream_timeout", "The shop took too long to respond")
  }
  const isLost = error instanceof TypeError && error.cause !== undefined
  throw isLost
    ? problem(503, "Service Unavailable", "unavailable", "The shop cannot be reached at the moment")
    : error
}

function problem(status: number, error: string, code: ErrorCode, message: string): HttpException {
  return new HttpException({ statusCode: status, error, code, message }, status)
}

@Module({ imports: [RequestContextModule], providers: [StorefrontApi], exports: [StorefrontApi] })
export class StorefrontApiModule {}
