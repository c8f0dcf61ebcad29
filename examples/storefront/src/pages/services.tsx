import { api, unwrap } from "../api"
import { useCell } from "../cell"
import { currency, language, t } from "../display"
import { useLoad } from "../load"
import { Shown } from "../parts/basics"
import { Page } from "../router"
import { Tiles } from "./catalogue"

export function ServiceCatalogue() {
  const key = `${useCell(currency)} ${useCell(language)}`
  const services = useLoad(key, async () => unwrap(await api.GET("/resources/services/featured")))
  return (
    <Page title={t("Services")}>
      <Shown of={services}>{({ data }) => <Tiles products={data} base="/services" />}</Shown>
    </Page>
  )
}
