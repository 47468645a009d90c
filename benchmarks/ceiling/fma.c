/* The ceiling of an engine of 128-bit lanes: twelve independent chains of fused multiply-adds that never leave
 * the registers. Obeys the commands of the other contestants; one iteration is as many floating point operations
 * as the first argument says, shared among as many threads as the second does.
 *
 * gcc -O3 -mfma -fopenmp fma.c -o fma && ./fma <operations> <threads> */

#include <immintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A thread that is held up takes fewer of the parts. */
enum { chains = 12, lanes = 4, parts = 64 };

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e3 * t.tv_sec + 1e-6 * t.tv_nsec;
}

static volatile float sink;

static void run(long steps) {
  const __m128 x = _mm_set1_ps(0.999f), y = _mm_set1_ps(1e-3f);
  __m128 a = y, b = x, c = y, d = x, e = y, f = x, g = y, h = x, i = y, j = x, k = y, l = x;
  for (long n = 0; n < steps; n++) {
    a = _mm_fmadd_ps(a, x, y);
    b = _mm_fmadd_ps(b, x, y);
    c = _mm_fmadd_ps(c, x, y);
    d = _mm_fmadd_ps(d, x, y);
    e = _mm_fmadd_ps(e, x, y);
    f = _mm_fmadd_ps(f, x, y);
    g = _mm_fmadd_ps(g, x, y);
    h = _mm_fmadd_ps(h, x, y);
    i = _mm_fmadd_ps(i, x, y);
    j = _mm_fmadd_ps(j, x, y);
    k = _mm_fmadd_ps(k, x, y);
    l = _mm_fmadd_ps(l, x, y);
    /* Keeps the compiler from merging chains that hold the same numbers. */
    __asm__ volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d), "+x"(e), "+x"(f));
    __asm__ volatile("" : "+x"(g), "+x"(h), "+x"(i), "+x"(j), "+x"(k), "+x"(l));
  }
  const __m128 p = _mm_add_ps(_mm_add_ps(a, b), _mm_add_ps(c, d));
  const __m128 q = _mm_add_ps(_mm_add_ps(e, f), _mm_add_ps(g, h));
  const __m128 r = _mm_add_ps(_mm_add_ps(i, j), _mm_add_ps(k, l));
  sink = _mm_cvtss_f32(_mm_add_ps(_mm_add_ps(p, q), r));
}

int main(int count, char **arguments) {
  const double operations = count > 1 ? atof(arguments[1]) : 0;
  const int threads = count > 2 ? atoi(arguments[2]) : 1;
  if (operations <= 0 || threads <= 0) return 1;
  static char line[1 << 16];
  while (fgets(line, sizeof line, stdin)) {
    long iterations;
    if (sscanf(line, "time %ld", &iterations) == 1) {
      const double start = milliseconds();
      const long steps = (long)(operations * iterations / (chains * lanes * 2 * parts));
#pragma omp parallel for num_threads(threads) schedule(dynamic)
      for (int part = 0; part < parts; part++) run(steps);
      printf("{\"milliseconds\":%.6f}\n", milliseconds() - start);
    } else {
      printf("{}\n");
    }
    fflush(stdout);
  }
  return 0;
}
