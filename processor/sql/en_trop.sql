-- Of the masks of one person (masques), what each after the first has in common with those before it.
arrayMap(i -> (
    bitAnd(masques[i].1, arrayReduce('groupBitOr', arraySlice(masques.1, 1, i - 1))),
    bitAnd(masques[i].2, arrayReduce('groupBitOr', arraySlice(masques.2, 1, i - 1))),
    bitAnd(masques[i].3, arrayReduce('groupBitOr', arraySlice(masques.3, 1, i - 1))),
    bitAnd(masques[i].4, arrayReduce('groupBitOr', arraySlice(masques.4, 1, i - 1)))), range(2, length(masques) + 1))
