// What the invented tags post.
import type { Action } from '../../schema/vocabulary.ts'

/** A body as the tag posts it (design §4); its codes are plain texts, since a faulty marking sends others. */
export type PostedBody = {
  v: 1
  projet: string
  uai: string
  profil: string
  visiteur: string
  plateforme: string
  exploitant: string
  markers: { id: string; age: number; action: Action; service: string; type?: string; outil?: string; page: string }[]
}
export type PostedRequest = { received: number; userAgent: string; body: PostedBody }
