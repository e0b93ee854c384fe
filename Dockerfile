# docker build -t higuma:0.1.0 .
# For several architectures: docker buildx build --platform linux/amd64,linux/arm64 -t higuma:0.1.0 .
# The image runs the control plane: docker run higuma:0.1.0 run --config-file FILE

# The jars are the same everywhere, so they are built once, without emulation.
FROM --platform=$BUILDPLATFORM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml .
COPY src src
RUN mvn -q -B -ntp package -DskipTests

FROM eclipse-temurin:25-jdk AS runtime
# The modules that are used, and those that libraries look for: a third of a JDK, without its tools. All that
# conf/security names are among them: for one that is missing, each jar's own would be loaded at the start.
RUN jlink --output /opt/java --strip-debug --no-header-files --no-man-pages \
    --add-modules java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.prefs,java.rmi,java.security.jgss,java.security.sasl,java.smartcardio,java.sql,java.xml,java.xml.crypto,jdk.crypto.cryptoki,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.security.jgss,jdk.unsupported,jdk.zipfs
WORKDIR /opt/higuma
COPY --from=build /src/target/quarkus-app/ ./
# Loaded and linked classes are kept in a cache, which shortens the start. It is made with the very
# JVM, jars and class path that use it: a run that finds no cluster, gets as far as it can, and is stopped. So the
# cache has the classes of the start, and not those that first serve a request.
RUN timeout --preserve-status -s TERM 20 /opt/java/bin/java -XX:+UseSerialGC -Xms32m -Xlog:disable -XX:AOTCacheOutput=app.aot -jar /opt/higuma/quarkus-run.jar run; \
    test -s app.aot

# glibc, certificates of public authorities and time zones; no shell, no package manager.
FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=runtime /opt/java /opt/java
COPY --from=runtime /opt/higuma /opt/higuma
WORKDIR /opt/higuma
# Not an arena of malloc for each thread.
ENV MALLOC_ARENA_MAX=2
USER 65532:65532
EXPOSE 5443 5678 5680
ENTRYPOINT ["/opt/java/bin/java", "-XX:AOTCache=/opt/higuma/app.aot", "-XX:+UseSerialGC", "-Xms32m", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/higuma/quarkus-run.jar"]
CMD ["run"]
