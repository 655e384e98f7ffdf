/// The first steps of a program for inference, through which each worker takes one image after the
/// other by itself.
///
/// Step by step, a batch's large maps are written to memory and read from there again; one image's
/// stay in the caches. But then weights are read once for each image, so that the later steps, of
/// small maps and large weights, are better taken by the whole batch.
enum Lead {
  /// The number of first steps for which maps outweigh weights the most.
  static func steps(_ steps: [any Step], graph: Graph, capacity: Int) -> Int {
    var (gain, most, count) = (0, 0, 0)
    for (index, step) in steps.enumerated() {
      // What stands in memory that all workers share cannot be one worker's.
      guard step.partialCount(images: capacity) == 0, step.savedPerImage == 0 else { break }
      let parts: [any Step] = (step as? BandStep)?.parts ?? [step]
      let maps = parts.flatMap { $0.inputs + [$0.output] }.reduce(0) {
        $0 + graph.nodes[$1].shape.count
      }
      gain += maps - step.packedCount(images: capacity)
      if gain > most { (most, count) = (gain, index + 1) }
    }
    return count
  }
}
