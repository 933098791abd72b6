// Lines of CSV as French public data has them: `;`, RFC 4180.

export const csvLine = (fields: readonly string[]): string =>
  `${fields.map((text) => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(';')}\r\n`
