/** What is wrong, and what to do about it: sentences in French. */
export type Constat = { sujet: string; constat: string; faire: string }
