# One image for every process of an install on servers: collector, processor, pages, and the commands that end by themselves.
# The .ts run as they are, by tsx, as in cli.test.ts and compose.test.ts: no form of the code is shipped that was not tried. Other
# tests run the same files without their types.
FROM node:24.18.0-bookworm-slim AS dependencies
WORKDIR /mesure
COPY package.json package-lock.json ./
# chDB, 543 MB, is what an install with a ClickHouse does without. It is the one optional dependency of ours; those of others
# (the binaries of lmdb and esbuild for this processor) are needed, so --omit=optional would take too much away.
RUN npm pkg delete optionalDependencies && npm install --omit=dev --no-audit --no-fund

FROM node:24.18.0-bookworm-slim
ENV NODE_ENV=production DATA=/data
RUN install -d -m 700 -o node -g node /data
WORKDIR /mesure
COPY --from=dependencies /mesure/node_modules node_modules
# What is copied is said in .dockerignore.
COPY . .
USER node
ENTRYPOINT ["node", "--import", "tsx", "cli.ts"]
CMD ["--help"]
