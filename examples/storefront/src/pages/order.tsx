import { api, unwrap } from "../api"
import { useCell } from "../cell"
import { language, t } from "../display"
import { useLoad } from "../load"
import { Shown } from "../parts/basics"
import { Deliveries, OrderDetails, Reorder, Returns } from "../parts/order"
import { ReturnForm } from "../parts/return"
import { Account } from "./account"

export function OrderPage({ id }: { id: string }) {
  return (
    <Account title={t("Your order")}>
      <OneOrder id={id} />
    </Account>
  )
}

function OneOrder({ id }: { id: string }) {
  const order = useLoad(`${id} ${useCell(language)}`, async () =>
    unwrap(await api.GET("/orders/{id}", { params: { path: { id } } })),
  )
  return (
    <Shown of={order}>
      {(data) => (
        <OrderDetails order={data}>
          <Deliveries order={data} />
          <Returns order={data} />
          <Reorder order={data} />
          <ReturnForm order={data} reload={order.reload} />
        </OrderDetails>
      )}
    </Shown>
  )
}
