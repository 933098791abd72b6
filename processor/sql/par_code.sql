-- How many of these rows have each code: their masks hold a bit a code (see `presence`).
countResampleArray(1, {services_fin:UInt8}, 1)(bitPositionsToArray(services)) AS par_service,
countResampleArray(1, {appareils_fin:UInt8}, 1)(bitPositionsToArray(appareils)) AS par_appareil,
countResampleArray(1, {systemes_fin:UInt8}, 1)(bitPositionsToArray(systemes)) AS par_systeme,
countResampleArray(1, {navigateurs_fin:UInt8}, 1)(bitPositionsToArray(navigateurs)) AS par_navigateur
