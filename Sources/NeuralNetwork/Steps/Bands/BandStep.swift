import Compute
import Images
import KernelInterface

/// Neighbouring steps that are taken together through an image, a band of lines after the other
/// (inference).
///
/// What the inner ones put out is wide where they make an inverted residual (1 x 1, depthwise,
/// 1 x 1) and never stands in memory: some lines at a time wait in the second cache for the step
/// that reads them.
final class BandStep: Step {
  let kind = "bands"
  var gradientUse: [GradientUse] = []
  let parts: [any LineStep]
  /// Lines of the last part's output that are computed at once.
  private let length: Int
  /// Of each part but the last: where its lines wait in a worker's scratch.
  private let places: [Int]
  private let waitingCount: Int
  /// Floats of a worker's scratch that the parts have by themselves.
  private let ownScratch: Int

  /// Floats that may wait in the second cache, beside weights, input and output.
  private static let mostFloats = 128 * 1024
  /// Floats of an image's map that would leave the second cache before all of it is read.
  private static let largeMap = 128 * 1024

  init(_ parts: [any LineStep]) {
    self.parts = parts
    let height = parts[parts.count - 1].outputShape.height
    let length = (1...height).last { Self.waiting(parts, $0).reduce(0, +) <= Self.mostFloats } ?? 1
    let counts = Self.waiting(parts, length)
    self.length = length
    places = counts.indices.map { counts[..<$0].reduce(0, +) }
    waitingCount = counts.reduce(0, +)
    ownScratch = ((parts.map(\.scratchPerWorker).max() ?? 0) + 15) / 16 * 16
  }

  /// The floats that each part but the last has to keep where as many lines are computed at once.
  private static func waiting(_ parts: [any LineStep], _ length: Int) -> [Int] {
    var counts: [Int] = []
    var lines = length
    for (part, reader) in zip(parts, parts.dropFirst()).reversed() {
      lines = reader.reach.count(for: lines)
      counts.append((lines * part.lineFloats + 15) / 16 * 16)
    }
    return counts.reversed()
  }

  var name: String { parts.map(\.name).joined(separator: " ") }
  var inputs: [Int] {
    parts[0].inputs + parts.dropFirst().flatMap { $0.inputs.dropFirst() }
  }
  var output: Int { parts[parts.count - 1].output }
  var savedValues: [Int] { [] }

  func packedCount(images: Int) -> Int {
    parts.reduce(0) { $0 + ($1.packedCount(images: images) + 15) / 16 * 16 }
  }

  var scratchPerWorker: Int { ownScratch + waitingCount }

  /// Where the packed weights of each part are.
  private func packed(_ run: Run) -> [UnsafeMutablePointer<Float>] {
    var place = run.packedForward
    return parts.map { part in
      defer { place += (part.packedCount(images: run.capacity) + 15) / 16 * 16 }
      return place
    }
  }

  func prepare(_ run: Run) {
    var own = run
    for (part, packed) in zip(parts, packed(run)) {
      own.packedForward = packed
      part.prepare(own)
    }
  }

  func forward(_ run: Run) {
    let packed = packed(run)
    let height = parts[parts.count - 1].outputShape.height
    // Few images: each is shared out, at the cost of lines that are computed on both sides. All
    // threads get as much: one that waited for the others would sleep when the next step begins.
    let pieces = run.compute.workers.parts(ofEachOf: run.images, upTo: height)
    let lines = (height + pieces - 1) / pieces
    run.compute.workers.forEach(pieces: run.images * pieces) { piece, worker in
      let first = min(piece % pieces * lines, height)
      let end = min(first + lines, height)
      if first == end { return }
      var stream = Stream(
        step: self, run: run, packed: packed, image: piece / pieces, scratch: run.scratch(worker))
      for band in stride(from: first, to: end, by: length) {
        stream.provide(parts.count - 1, band..<min(band + length, end))
      }
    }
  }

  func backward(_ run: Run) {}

  /// One image's way through the parts.
  private struct Stream {
    let step: BandStep
    var run: Run
    let packed: [UnsafeMutablePointer<Float>]
    let image: Int
    let scratch: UnsafeMutablePointer<Float>
    /// The lines of each part that wait.
    var waiting: [Range<Int>]

    init(
      step: BandStep, run: Run, packed: [UnsafeMutablePointer<Float>], image: Int,
      scratch: UnsafeMutablePointer<Float>
    ) {
      self.step = step
      self.run = run
      self.packed = packed
      self.image = image
      self.scratch = scratch
      waiting = [Range<Int>](repeating: 0..<0, count: step.places.count)
    }

    /// Line 0 of what a part puts out.
    private func output(of number: Int) -> UnsafeMutablePointer<Float> {
      let part = step.parts[number]
      if number == step.places.count {
        return run.value(part.output) + image * part.outputShape.count
      }
      return scratch + step.ownScratch + step.places[number]
        - waiting[number].lowerBound * part.lineFloats
    }

    /// Computes lines of a part's output, with what they need; bands come from the top down.
    mutating func provide(_ number: Int, _ lines: Range<Int>) {
      let part = step.parts[number]
      var missing = lines
      if number < step.places.count {
        if lines.upperBound <= waiting[number].upperBound { return }
        missing = keep(number, lines)
      }
      if number > 0 { provide(number - 1, part.reach.lines(for: missing)) }
      let input =
        number == 0
        ? run.value(part.inputs[0]) + image * part.inputShape.count : output(of: number - 1)
      run.packedForward = packed[number]
      part.forward(
        run,
        LineBand(
          image: image, lines: missing, input: input, output: output(of: number),
          scratch: scratch))
    }

    /// Makes room for lines, of which those that wait already are moved to the front.
    ///
    /// - Returns: the lines that are missing.
    private mutating func keep(_ number: Int, _ lines: Range<Int>) -> Range<Int> {
      let floats = step.parts[number].lineFloats
      let kept = max(waiting[number].upperBound - lines.lowerBound, 0)
      let from = output(of: number) + lines.lowerBound * floats
      waiting[number] = lines
      if kept > 0 {
        (output(of: number) + lines.lowerBound * floats).update(from: from, count: kept * floats)
      }
      return lines.lowerBound + kept..<lines.upperBound
    }
  }
}

extension BandStep {
  /// Joins chains of steps between which wide maps would stand.
  ///
  /// - Parameter kept: values that are wanted, so that they have to stand in memory.
  static func join(_ steps: [any Step], _ graph: Graph, keeping kept: Set<Int>) -> [any Step] {
    var readers: [Int: Int] = [graph.output: 1]
    for input in steps.flatMap(\.inputs) + kept { readers[input, default: 0] += 1 }
    var joined: [any Step] = []
    var chain: [any LineStep] = []
    func end() {
      joined += chain.count > 1 ? [BandStep(chain)] : chain
      chain = []
    }
    for step in steps {
      guard let step = step as? any LineStep, step.goesByLines else {
        end()
        joined.append(step)
        continue
      }
      if let last = chain.last,
        step.inputs[0] != last.output || readers[last.output] != 1
          || graph.nodes[last.output].shape.count < largeMap
      {
        end()
      }
      chain.append(step)
    }
    end()
    return joined
  }
}
