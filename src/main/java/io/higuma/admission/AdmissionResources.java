package io.higuma.admission;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/**
 * What all exchanges of a server share.
 *
 * @param patient runs what may wait, up to a number of tasks
 */
record AdmissionResources(
    Vertx vertx,
    AdmissionLimits limits,
    BodyBudget budget,
    ReviewMemory memory,
    Executor patient,
    ConnectionGuard guard,
    AdmissionMetrics metrics) {}
