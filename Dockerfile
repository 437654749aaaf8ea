# syntax=docker/dockerfile:1
# An image with nothing in it but chancery, the certificates of public authorities, and
# folders that its user may write to: no shell, no package manager, no root.
#
#   docker build --build-arg VERSION=1.2.3 --build-arg COMMIT=$(git rev-parse HEAD) \
#       --build-arg DATE=$(git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ) -t chancery .
#
# The program is built as the released ones are (script/build), so that it is the same to the
# byte. docs/install.md tells how to make the image so, too.

FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY third_party third_party
RUN go mod download
COPY . .
ARG VERSION=development
ARG COMMIT=
ARG DATE=
ARG TARGETOS
ARG TARGETARCH
RUN VERSION=$VERSION COMMIT=$COMMIT DATE=$DATE CHANGED=false GOOS=$TARGETOS GOARCH=$TARGETARCH \
    script/build /root/usr/bin/chancery
RUN mkdir -p /root/etc/ssl/certs /root/usr/share/doc/chancery /root/var/lib/chancery /root/tmp \
    && cp /etc/ssl/certs/ca-certificates.crt /root/etc/ssl/certs/ \
    && cp LICENSE NOTICE /root/usr/share/doc/chancery/ \
    && echo 'chancery:x:65532:65532::/var/lib/chancery:/nonexistent' >/root/etc/passwd \
    && echo 'chancery:x:65532:' >/root/etc/group

FROM scratch
LABEL org.opencontainers.image.title="chancery" \
    org.opencontainers.image.description="Reads the news and keeps the record of relations between states" \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /root/usr /usr
COPY --from=build /root/etc /etc
COPY --from=build --chown=65532:65532 --chmod=0700 /root/var/lib/chancery /var/lib/chancery
COPY --from=build --chown=65532:65532 --chmod=0700 /root/tmp /tmp
USER 65532:65532
WORKDIR /var/lib/chancery
ENV CHANCERY_LEDGER=/var/lib/chancery/ledger.db
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 \
    CMD ["/usr/bin/chancery", "health", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/usr/bin/chancery"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--accounts", "/var/lib/chancery/accounts.jsonl"]
