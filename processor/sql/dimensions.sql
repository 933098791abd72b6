-- The groups of a school by dimension, from those that the others are sums of. A profil's appareils, or services, follow those
-- of the profil before.
(profil, os, navigateur, profil_appareil, profil_service) -> [
    ('total', [arraySum(profil)]),
    ('profil', profil),
    ('service', arrayReduce('sumForEach', arrayMap(p -> arraySlice(profil_service, 1 + p * {services:UInt8}, {services:UInt8}), range({profils:UInt8})))),
    ('appareil', arrayReduce('sumForEach', arrayMap(p -> arraySlice(profil_appareil, 1 + p * {appareils:UInt8}, {appareils:UInt8}), range({profils:UInt8})))),
    ('os', os),
    ('navigateur', navigateur),
    ('profil_appareil', profil_appareil),
    ('profil_service', profil_service)]
