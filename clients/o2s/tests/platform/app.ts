import "reflect-metadata"

import type { AddressInfo } from "node:net"

import { HttpModule } from "@nestjs/axios"
import { Controller, Get, Headers, Inject, Module } from "@nestjs/common"
import { ConfigModule } from "@nestjs/config"
import { APP_GUARD, NestFactory, Reflector } from "@nestjs/core"
import type { NestExpressApplication } from "@nestjs/platform-express"
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger"
import * as Framework from "@o2s/framework/modules"
import { LoggerModule } from "@o2s/utils.logger"
import { Ajv, type ValidateFunction } from "ajv"
import { Config, Integration } from "medusa-storefront-bundle-o2s/integration"

const { Auth, Carts, Checkout, Customers, Orders, Payments, Products, Resources } = Framework
const config = { integrations: Config } as Framework.ApiConfig

/** What the framework's models require, and the API may leave out: `LeftOut` in src/contract.ts. */
const LEFT_OUT: Record<string, string[]> = {
  Asset: ["product"],
  CheckoutSummary: ["shippingAddress", "billingAddress", "shippingMethod", "paymentMethod"],
  PaymentProvider: ["requiresRedirect"],
}

/** Stands for O2S's blocks, which name the role or the permission that they need. */
@Controller("/blocks")
class Blocks {
  constructor(@Inject(Auth.Service) private readonly auth: Framework.Auth.Service) {}

  @Get("orders")
  @Auth.Decorators.Permissions({ resource: "orders", actions: ["view"] })
  orders(@Headers("authorization") authorization: string) {
    return this.auth.canPerformActions(authorization, "orders", ["view", "cancel"])
  }

  @Get("payments")
  @Auth.Decorators.Roles({ roles: ["selfservice_org_admin"] })
  payments() {
    return {}
  }

  @Get("users")
  @Auth.Decorators.Permissions({ resource: "users", actions: ["delete"] })
  users() {
    return {}
  }

  @Get("open")
  open(@Headers("authorization") authorization: string) {
    return { roles: this.auth.getRoles(authorization), id: this.auth.getCustomerId(authorization) }
  }
}

export interface Called {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of a response
  body: any
}

export interface Caller {
  token?: string | undefined
  body?: unknown
  headers?: Record<string, string>
}

export interface O2S {
  get: NestExpressApplication["get"]
  /** Call a route, and compare what it returns with the framework's model. */
  call(method: string, path: string, caller?: Caller): Promise<Called>
  /** The service methods that were called until now, such as `orders.getOrder`. */
  called(): Set<string>
  close(): Promise<void>
}

/** Start the harmonization server's modules with our integration, as O2S's own application starts them. */
export async function startO2S(settings: Record<string, string>): Promise<O2S> {
  @Module({
    imports: [
      HttpModule.register({ global: true }),
      LoggerModule,
      ConfigModule.forRoot({
        isGlobal: true,
        ignoreEnvFile: true,
        load: [() => ({ LOG_LEVEL: "error", ...settings })],
      }),
      Resources.Module.register(config),
      Products.Module.register(config),
      Orders.Module.register(config),
      Carts.Module.register(config),
      Customers.Module.register(config),
      Payments.Module.register(config),
      Checkout.Module.register(config),
      Auth.Module.register(config),
    ],
    controllers: [Blocks],
    providers: ["RolesGuard" as const, "PermissionsGuard" as const].map((guard) => ({
      provide: APP_GUARD,
      useFactory: (reflector: Reflector, auth: Framework.Auth.Service) =>
        new Integration.Auth.Guards[guard](reflector, undefined, auth),
      inject: [Reflector, Auth.Service],
    })),
  })
  class App {}

  const called = recordCalls()
  const app = await NestFactory.create<NestExpressApplication>(App, { logger: false, abortOnError: false })
  app.setGlobalPrefix("api")
  app.set("query parser", "extended")
  const validators = validatorsOf(app)
  await app.listen(0, "127.0.0.1")
  const { port } = app.getHttpServer().address() as AddressInfo

  async function call(
    method: string,
    path: string,
    { token, body, headers = {} }: Caller = {},
  ): Promise<Called> {
    const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        "x-locale": "en",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const found = text === "" ? undefined : JSON.parse(text)
    if (response.ok && found !== undefined) compare(validators, method, path, found)
    return { status: response.status, body: found }
  }

  return { get: app.get.bind(app) as O2S["get"], call, called: () => called, close: () => app.close() }
}

function recordCalls(): Set<string> {
  const called = new Set<string>()
  for (const [module, { service }] of Object.entries(Config)) {
    for (const name of methodsOf(service)) {
      const method: unknown = Reflect.get(service.prototype, name)
      if (typeof method !== "function") continue
      Reflect.set(service.prototype, name, function (this: unknown, ...given: unknown[]) {
        called.add(`${module}.${name}`)
        return method.apply(this, given)
      })
    }
  }
  return called
}

/** Return the methods of a service's own class that the framework names. */
export function methodsOf(service: { prototype: object }): string[] {
  return Object.getOwnPropertyNames(service.prototype).filter((name) => name !== "constructor")
}

interface Validator {
  method: string
  path: RegExp
  validate: ValidateFunction
}

/** Return what compares responses with the framework's models, as its controllers declare them. */
function validatorsOf(app: NestExpressApplication): Validator[] {
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build())
  for (const [name, fields] of Object.entries(LEFT_OUT)) {
    const schema = document.components?.schemas?.[name]
    if (!schema || !("required" in schema)) throw new Error(`The framework has no model ${name}`)
    schema.required = schema.required?.filter((field) => !fields.includes(field))
  }
  const ajv = new Ajv({ strict: false, allErrors: true })
  ajv.addSchema(JSON.parse(JSON.stringify(document)), "o2s")
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]): Validator[] => {
      const [success] = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith("2"))
      const schema = (success?.[1] as { content?: Record<string, { schema?: object }> })?.content?.[
        "application/json"
      ]?.schema
      if (!schema) return []
      const resolved = JSON.parse(JSON.stringify(schema).replaceAll("#/components", "o2s#/components"))
      const pattern = path.replace(/\{[^}]+\}/g, "[^/]+").replace(/^\/api/, "")
      return [
        { method: method.toUpperCase(), path: new RegExp(`^${pattern}$`), validate: ajv.compile(resolved) },
      ]
    }),
  )
}

function compare(validators: Validator[], method: string, path: string, body: unknown): void {
  const [bare = ""] = path.split("?")
  const candidates = validators.filter((one) => one.method === method && one.path.test(bare))
  const failed = candidates.filter(({ validate }) => !validate(body))
  if (failed.length > 0 && failed.length === candidates.length) {
    const errors = failed.map(({ validate }) => JSON.stringify(validate.errors?.slice(0, 5)))
    throw new Error(`${method} ${path} is not what the framework's model says: ${errors.join("; ")}`)
  }
}
