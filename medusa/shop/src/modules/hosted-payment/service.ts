import { createHmac, timingSafeEqual } from "node:crypto"

import type {
  AuthorizePaymentInput,
  BigNumberInput,
  InitiatePaymentInput,
  PaymentProviderInput,
  ProviderWebhookPayload,
  RefundPaymentInput,
  UpdatePaymentInput,
  WebhookActionResult,
} from "@medusajs/framework/types"
import {
  AbstractPaymentProvider,
  BigNumber,
  PaymentActions,
  PaymentSessionStatus,
} from "@medusajs/framework/utils"

type Options = { url: string; key: string }
type Data = Record<string, unknown>
type Outcome = { status: PaymentSessionStatus; data: Data }

// Longer than a shopper's request may take, as with many providers.
const TIMEOUT_MS = 20_000

// Medusa before 2.17 has no status for a payment that is accepted and under way: there it stays pending.
const UNDER_WAY = "PENDING_AUTHORIZATION" in PaymentSessionStatus ? "pending_authorization" : "pending"

const STATUSES: Record<string, [PaymentSessionStatus, PaymentActions]> = {
  open: [PaymentSessionStatus.REQUIRES_MORE, PaymentActions.NOT_SUPPORTED],
  pending: [UNDER_WAY as PaymentSessionStatus, UNDER_WAY as PaymentActions],
  authorized: [PaymentSessionStatus.AUTHORIZED, PaymentActions.AUTHORIZED],
  captured: [PaymentSessionStatus.CAPTURED, PaymentActions.SUCCESSFUL],
  declined: [PaymentSessionStatus.ERROR, PaymentActions.FAILED],
  cancelled: [PaymentSessionStatus.CANCELED, PaymentActions.CANCELED],
}

/** Pays on the provider's page, to which the shopper is redirected: here the local platform's. */
export class HostedPaymentService extends AbstractPaymentProvider<Options> {
  static override identifier = "hosted"

  constructor(cradle: Record<string, unknown>, options: Options) {
    super(cradle, options)
  }

  async initiatePayment({
    data,
    amount,
    currency_code,
  }: InitiatePaymentInput): Promise<Outcome & { id: string }> {
    const { session_id: reference, return_url, cancel_url } = data ?? {}
    const body = { amount: numeric(amount), currency: currency_code, reference, return_url, cancel_url }
    const payment = await this.call("POST", "/payments", body)
    return { id: String(payment.id), ...outcome(payment), status: PaymentSessionStatus.PENDING }
  }

  async authorizePayment(input: AuthorizePaymentInput): Promise<Outcome> {
    return this.getPaymentStatus(input)
  }

  async getPaymentStatus({ data }: PaymentProviderInput): Promise<Outcome> {
    return outcome(await this.call("GET", `/payments/${data?.id}`))
  }

  async updatePayment({ data, amount }: UpdatePaymentInput): Promise<Outcome> {
    return outcome(await this.act(data, "amount", { amount: numeric(amount) }))
  }

  async cancelPayment({ data }: PaymentProviderInput): Promise<{ data: Data }> {
    return { data: data?.id ? await this.act(data, "cancel") : (data ?? {}) }
  }

  async deletePayment(input: PaymentProviderInput): Promise<{ data: Data }> {
    return this.cancelPayment(input)
  }

  async capturePayment({ data }: PaymentProviderInput): Promise<{ data: Data }> {
    return { data: await this.act(data, "capture") }
  }

  async refundPayment({ data, amount }: RefundPaymentInput): Promise<{ data: Data }> {
    return { data: await this.act(data, "refund", { amount: numeric(amount) }) }
  }

  async retrievePayment({ data }: PaymentProviderInput): Promise<{ data: Data }> {
    return { data: await this.call("GET", `/payments/${data?.id}`) }
  }

  async getWebhookActionAndData(sent: ProviderWebhookPayload["payload"]): Promise<WebhookActionResult> {
    const { reference, status, amount } = sent.data as { reference: string; status: string; amount: number }
    const signature = Buffer.from(String(sent.headers["hosted-signature"]))
    const expected = Buffer.from(createHmac("sha256", this.config.key).update(sent.rawData).digest("hex"))
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new Error("The webhook's signature is not valid")
    }
    return {
      action: STATUSES[status]?.[1] ?? PaymentActions.NOT_SUPPORTED,
      data: { session_id: reference, amount },
    } as WebhookActionResult
  }

  private act(data: Data | undefined, action: string, body: Data = {}): Promise<Data> {
    return this.call("POST", `/payments/${data?.id}/${action}`, body)
  }

  private async call(method: string, path: string, body?: Data): Promise<Data> {
    const response = await fetch(this.config.url + path, {
      method,
      headers: { authorization: `Bearer ${this.config.key}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok) {
      throw new Error(`The hosted provider responded with ${response.status}: ${await response.text()}`)
    }
    return (await response.json()) as Data
  }
}

function outcome(payment: Data): Outcome {
  const [status] = STATUSES[String(payment.status)] ?? [PaymentSessionStatus.ERROR]
  return { status, data: payment }
}

function numeric(amount: BigNumberInput): number {
  return new BigNumber(amount).numeric
}
