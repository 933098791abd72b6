// What whoever has just started it reads, on the real embedded engine.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TABLEAUX } from '../dashboards/definition/tableaux.ts'
import { buildWeb } from '../dashboards/web.ts'
import { NOW, openInstall } from './helper.ts'

let install: Awaited<ReturnType<typeof openInstall>>
let web: Awaited<ReturnType<typeof buildWeb>>
beforeAll(async () => {
  install = await openInstall()
  await install.process()
  web = await buildWeb({
    stores: [install.store],
    ledger: install.ledger,
    fraicheur: install.engine.fraicheur,
    now: () => NOW,
    logger: false,
  })
})
afterAll(async () => {
  await web?.close()
  await install?.close()
})

it.each(TABLEAUX.map(({ id }) => id))(
  '%s says how to begin, where nothing was received and all of it is in the figures',
  async (id) => {
    expect((await install.engine.fraicheur()).completJusqua).not.toBeNull()
    const { body } = await web.inject(`/tableau/${id}`)
    expect(body).toContain('Aucune visite comptée pour l’instant')
    expect(body).not.toContain('ôtez un filtre')
  },
)
