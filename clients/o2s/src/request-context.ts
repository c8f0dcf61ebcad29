import { AsyncLocalStorage } from "node:async_hooks"

import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from "@nestjs/common"
import { HeaderName } from "@o2s/framework/headers"
import type { Auth } from "@o2s/framework/modules"
import type { NextFunction, Request, Response } from "express"

export interface RequestContext {
  authorization?: string | undefined
  currency?: string | undefined
  locale?: string | undefined
  /** The claims of the token that a guard has verified for this request. */
  verified?: { token: string; claims: Auth.Model.Jwt }
}

/** What the framework does not hand to every service: who calls, in which currency and language. */
export const requestContext = new AsyncLocalStorage<RequestContext>()

function keepHeaders(request: Request, _response: Response, next: NextFunction): void {
  const context = {
    authorization: request.get(HeaderName.Authorization),
    currency: request.get(HeaderName.Currency),
    locale: request.get(HeaderName.Locale),
  }
  requestContext.run(context, next)
}

@Module({})
export class RequestContextModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(keepHeaders).forRoutes({ path: "{*path}", method: RequestMethod.ALL })
  }
}
