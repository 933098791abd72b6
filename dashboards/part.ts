/** A share of 1 that one decimal of a percentage would round to nothing, or to all, and is not. */
export const isNearly = (part: number): boolean => (part > 0 && part < 0.0005) || (part >= 0.9995 && part < 1)
