# huashu in an image of its own: docker build -t huashu . && docker run --rm -v "$PWD:/work" huashu huashu check scripts/
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo install --locked --path . --root /out

FROM debian:bookworm-slim
COPY --from=build /out/bin/huashu /usr/local/bin/huashu
# No entry point: continuous integration runs its own shell in the image.
RUN useradd --create-home huashu
USER huashu
WORKDIR /work
CMD ["huashu", "--help"]
