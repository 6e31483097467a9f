# syntax=docker/dockerfile:1

# The variant of the runtime image: "nonroot" runs as user 65532. Where a platform mounts /data owned by
# root (Fly.io does, each machine in a VM of its own) build with DISTROLESS_TAG=latest instead.
ARG DISTROLESS_TAG=nonroot

FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY . .
# Registry and target folder are caches that outlive the layer, so that a change of our own code
# does not compile the dependencies again.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked \
    && cp target/release/lavagna /lavagna \
    && mkdir /data

FROM gcr.io/distroless/cc-debian12:${DISTROLESS_TAG}
LABEL org.opencontainers.image.title="Lavagna" \
      org.opencontainers.image.description="The collaborative whiteboard that a classroom can trust." \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /lavagna /lavagna
COPY --from=build --chown=65532:65532 /data /data
ENV PORT=8080 DATA_DIR=/data
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD ["/lavagna", "healthcheck"]
ENTRYPOINT ["/lavagna"]
