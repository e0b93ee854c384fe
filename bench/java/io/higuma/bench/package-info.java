/** Benchmarks: what an answer costs in time and memory. */
package io.higuma.bench;
