# docker build -t higuma:0.1.0 .
# The image runs the control plane: docker run higuma:0.1.0 run --config-file FILE
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml .
COPY src src
RUN mvn -q -B -ntp package -DskipTests

FROM eclipse-temurin:25-jre AS runtime
WORKDIR /opt/higuma
COPY --from=build /src/target/quarkus-app/ ./

# Loaded and linked classes are kept in a cache, which shortens the start. It is made with the very
# JVM that uses it: a run that finds no cluster, gets as far as it can, and is stopped. So the cache has the
# classes of the start, and not those that first serve a request.
FROM runtime AS train
RUN java -XX:+UseSerialGC -Xms32m -XX:AOTCacheOutput=app.aot -jar quarkus-run.jar run & \
    pid=$!; sleep 20; kill $pid; wait $pid; test -s app.aot

FROM runtime
COPY --from=train /opt/higuma/app.aot ./
# Not an arena of malloc for each thread.
ENV MALLOC_ARENA_MAX=2
USER 65532:65532
EXPOSE 5680 5443
ENTRYPOINT ["java", "-XX:AOTCache=/opt/higuma/app.aot", "-XX:+UseSerialGC", "-Xms32m", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/higuma/quarkus-run.jar"]
CMD ["run"]
