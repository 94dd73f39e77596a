/** What the fuzz targets of all modules share; the scripts {@code fuzz} run them by Jazzer. */
package io.kvmsdk.judge.fuzz;
