// What the tag gives the page that embeds it, for single-page applications and for links that can't carry attributes.
// No call ever throws; what is wrong in its fields is refused by the collector, which `data-verdict` shows.

export type Profil = 'ADMIN_VIE_SCOL_TECH' | 'AUTRE' | 'ELEVE' | 'ENSEIGNANT' | 'PARENT'

export type Service =
  | 'ABSENCES'
  | 'ACCUEIL'
  | 'ACTUALITES'
  | 'CAHIER_LIAISON'
  | 'CAHIER_TEXTES'
  | 'COURRIER_ELECTRONIQUE'
  | 'DOCUMENTATION_CDI'
  | 'GESTION_COMPETENCES'
  | 'GESTION_TEMPS'
  | 'MANUEL_NUMERIQUE'
  | 'MESSAGERIE_INSTANTANEE'
  | 'NOTES'
  | 'PAGE_ENT'
  | 'PARCOURS_PEDAGOGIQUE'
  | 'PRODUCTION_COLLABORATIVE'
  | 'RESERVATION_SALLES_MATERIELS'
  | 'RESSOURCE_ACCOMPAGNEMENT_ENTRAINEMENT'
  | 'RESSOURCE_DOCUMENTAIRE'
  | 'RESSOURCE_MULTIMEDIA'
  | 'RESSOURCE_ORIENTATION'
  | 'RESSOURCE_PRODUCTION'
  | 'RESSOURCE_REFERENCE_DICTIONNAIRE'
  | 'SERVICES_VIE_SCOLAIRE'
  | 'SERVICE_COLLECTIVITE'
  | 'STOCKAGE_PARTAGE'
  | 'VISIOCONFERENCE'

/** Who it is, and where. What a call says of it holds for the calls and clicks that follow, over the attributes. */
export interface Personne {
  projet?: string
  uai?: string
  profil?: Profil
  /** The ENT's stable id of the person, at most 128 characters. It waits on the device only until it is sent. */
  visiteur?: string
  plateforme?: string
  exploitant?: string
  collectivite?: string
}

export interface Marqueur extends Personne {
  service: Service
  /** The third-party tool, when it is one: the marker is then of type TIERS. */
  outil?: string
  /** A name for the page, the same for everyone: never an address, never a person. */
  page?: string
}

export interface Mesure {
  /** Counts a page: now, or once it is seen if it is hidden; once more each time it is restored from the cache. */
  page(marqueur: Marqueur): void
  /** Counts a click. */
  clic(marqueur: Marqueur): void
  /**
   * Sets or lifts the opposition of the person known at the time of the call, on this device; without an argument, only
   * reads it. True when the person is opposed: nothing of theirs is sent any more, and what was waiting is erased.
   */
  opposition(opposee?: boolean): boolean
  /** Markers lost on this device: the oldest of too many that waited, and those the collector refused whole. */
  perdus(): number
}

declare global {
  interface Window {
    /** Absent until the script is loaded, or when it is blocked. */
    readonly mesure?: Mesure
  }
}
