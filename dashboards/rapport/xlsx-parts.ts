// What stands around the sheets of a workbook: its list of parts, its formats of cells.
import type { Genre } from './model.ts'

/** Numbers of the formats in `styles`, by kind of column. */
export const STYLE: Record<Genre, number> = {
  texte: 1,
  entier: 2,
  decimal: 3,
  part: 4,
  evolution: 5,
  duree: 6,
  date: 7,
  mois: 8,
  oui: 1,
}
export const HEADER = 9
export const MASKED = 10

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to hold them.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeXml = (text: string): string =>
  text.replace(UNWRITABLE, '').replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string)

export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

export const partsAround = (
  names: readonly string[],
  titre: string,
  instant: string | null,
): [path: string, text: string][] => {
  const type = (path: string, kind: string) =>
    `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`
  const link = (id: number, kind: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/relationships/${kind}" Target="${target}"/>`
  const sheets = names.map((name, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  const printed = names.map(
    (name, i) => `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">'${escapeXml(name)}'!$1:$1</definedName>`,
  )
  const created = instant === null ? '' : `<dcterms:created xsi:type="dcterms:W3CDTF">${instant}</dcterms:created>`
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/styles.xml', 'styles')}${names.map((_, i) => type(`/xl/worksheets/sheet${i + 1}.xml`, 'worksheet')).join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${link(1, 'officeDocument', 'xl/workbook.xml')}<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    ],
    [
      'docProps/core.xml',
      `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(titre)}</dc:title><dc:language>fr-FR</dc:language>${created}</cp:coreProperties>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships"><sheets>${sheets.join('')}</sheets><definedNames>${printed.join('')}</definedNames></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">${names.map((_, i) => link(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('')}${link(names.length + 1, 'styles', 'styles.xml')}</Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ]
}

/** 166 and on: ours. Thousands and decimals are as the reader's language writes them. */
const FORMATS = ['#,##0', '#,##0.0', '0.0%', '+0.0%;-0.0%;0.0%', '[hh]:mm:ss', 'dd/mm/yyyy', 'mmmm yyyy']
const xf = (format: number, more = '') =>
  `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0"${format > 0 ? ' applyNumberFormat="1"' : ''}${more}`
/** Texts stand a little in: a rank ends where the text beside it begins, and « 6 » then « 100 à 299 » would be one. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="${FORMATS.length}">${FORMATS.map((code, i) => `<numFmt numFmtId="${166 + i}" formatCode="${code}"/>`).join('')}</numFmts><fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Arial"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF000091"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="11">${xf(0)}/>${xf(0, ' applyAlignment="1"><alignment horizontal="left" indent="1" vertical="top" wrapText="1"/></xf>')}${FORMATS.map((_, i) => xf(166 + i, ' applyAlignment="1"><alignment vertical="top"/></xf>')).join('')}<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="left" indent="1" vertical="center" wrapText="1"/></xf>${xf(0, ' applyAlignment="1"><alignment horizontal="right" vertical="top"/></xf>')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
