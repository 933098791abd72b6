/** The directory writes « Ecole » to the letter, as files of data must; what a person reads has its accent. */
export const accentuer = (nom: string): string => nom.replace(/^Ecole\b/, 'École')
