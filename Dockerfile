# usagestats in a small image, with the store: see docs/container.md.
#
#   docker build -t usagestats .
#   docker run --rm -v /var/log/nginx:/logs:ro usagestats traffic /logs

# the version of Python that all tests ran with
ARG PYTHON=3.11

# the compiler of the kernel is in a folder of pip's own, which is gone when the installation ends
FROM python:${PYTHON}-slim AS build
WORKDIR /sources
COPY . .
RUN python -m venv --without-pip /opt/usagestats \
    && python -m pip --python /opt/usagestats/bin/python install --no-cache-dir '.[excel,store]'

FROM python:${PYTHON}-slim
COPY --from=build /opt/usagestats /opt/usagestats
# /data is the user's home: the store and the cache are there, so that a volume keeps both
RUN useradd --uid 10001 --home-dir /data --create-home usagestats
ENV PATH=/opt/usagestats/bin:$PATH
USER 10001
WORKDIR /data
VOLUME /data
ENTRYPOINT ["usagestats"]
CMD ["--help"]
