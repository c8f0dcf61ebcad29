import type {
  CalculatedShippingOptionPrice,
  CalculateShippingOptionPriceDTO,
  CreateFulfillmentResult,
  FulfillmentOption,
} from "@medusajs/framework/types"
import { AbstractFulfillmentProviderService } from "@medusajs/framework/utils"

const BASE_PRICE = 4
const PRICE_PER_KILOGRAM = 0.5
// For products without a weight.
const ASSUMED_WEIGHT_GRAMS = 500

/**
 * Ships by weight: a base price plus a price per kilogram begun, in the cart's currency, before tax.
 *
 * It is here for shipping options with a calculated price; nothing is sent to a carrier.
 */
export class WeightShippingService extends AbstractFulfillmentProviderService {
  static override identifier = "weight-shipping"

  override async getFulfillmentOptions(): Promise<FulfillmentOption[]> {
    return [{ id: "by-weight" }]
  }

  override async validateOption(): Promise<boolean> {
    return true
  }

  override async canCalculate(): Promise<boolean> {
    return true
  }

  override async validateFulfillmentData(
    _option: Record<string, unknown>,
    data: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    return data
  }

  override async calculatePrice(
    _option: CalculateShippingOptionPriceDTO["optionData"],
    _data: CalculateShippingOptionPriceDTO["data"],
    context: CalculateShippingOptionPriceDTO["context"],
  ): Promise<CalculatedShippingOptionPrice> {
    const grams = context.items.reduce((sum, item) => {
      const weight = Number(item.variant?.weight) || ASSUMED_WEIGHT_GRAMS
      return sum + weight * Number(item.quantity)
    }, 0)
    return {
      calculated_amount: BASE_PRICE + PRICE_PER_KILOGRAM * Math.ceil(grams / 1000),
      is_calculated_price_tax_inclusive: false,
    }
  }

  override async createFulfillment(): Promise<CreateFulfillmentResult> {
    return { data: {}, labels: [] }
  }

  override async cancelFulfillment(): Promise<Record<string, never>> {
    return {}
  }
}
