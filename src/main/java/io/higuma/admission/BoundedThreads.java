package io.higuma.admission;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Virtual threads up to a number; beyond it tasks are rejected rather than kept. */
final class BoundedThreads implements Executor, AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free;

  BoundedThreads(int limit) {
    free = new Semaphore(limit);
  }

  @Override
  public void execute(Runnable task) {
    if (!free.tryAcquire()) {
      throw new RejectedExecutionException("too many tasks wait already");
    }
    boolean taken = false;
    try {
      threads.execute(() -> {
        try {
          task.run();
        } finally {
          free.release();
        }
      });
      taken = true;
    } finally {
      if (!taken) {
        free.release();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
