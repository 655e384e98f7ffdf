import Compute
import Images
import KernelInterface
import Synchronization
import Testing

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 3, 7], [0, 1, 2, 5, 1000])
  func everyPieceOnce(threads: Int, pieces: Int) {
    let workers = Workers(threads: threads)
    let runs = Counters(pieces)
    let isBusy = Counters(threads)
    if pieces % 2 == 1 { workers.turn() }
    workers.forEach(pieces: pieces) { piece, worker in
      guard (0..<threads).contains(worker) else {
        Issue.record("worker \(worker) of \(threads)")
        return
      }
      // No other piece of the same worker runs now: its scratch memory is its own.
      if isBusy.add(1, to: worker) != 1 { Issue.record("worker \(worker) is busy") }
      _ = runs.add(1, to: piece)
      _ = isBusy.add(-1, to: worker)
    }
    #expect(runs.values == [Int](repeating: 1, count: pieces))
  }

  /// Many short loops one after the other, as in a pass over one image: none may lose or repeat a
  /// piece.
  @Test(arguments: [2, 3, 40])
  func shortLoopsInARow(threads: Int) {
    let workers = Workers(threads: threads)
    let rounds = 2000
    let runs = Counters(4)
    for round in 0..<rounds {
      workers.forEach(pieces: 4) { piece in _ = runs.add(round, to: piece) }
      // What the loop wrote is there when it returns.
      let sum = round * (round + 1) / 2
      if runs.values != [sum, sum, sum, sum] { Issue.record("round \(round): \(runs.values)") }
    }
  }

  /// A loop within a loop, and loops of two callers at once, are done in full all the same.
  @Test func loopsWithinLoops() {
    let workers = Workers(threads: 3)
    let runs = Counters(20 * 30)
    workers.forEach(pieces: 20) { outer in
      workers.forEach(pieces: 30) { inner, worker in
        #expect((0..<3).contains(worker))
        _ = runs.add(1, to: outer * 30 + inner)
      }
    }
    #expect(runs.values == [Int](repeating: 1, count: 600))
  }

  @Test func loopsOfSeveralCallers() async {
    let workers = Workers(threads: 2)
    let runs = Counters(4 * 50)
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<4 {
        group.addTask {
          for piece in 0..<50 {
            workers.forEach(pieces: 2) { half in
              if half == 0 { _ = runs.add(1, to: caller * 50 + piece) }
            }
          }
        }
      }
    }
    #expect(runs.values == [Int](repeating: 1, count: 200))
  }

  @Test(arguments: [1, 2], [0, 1, 5])
  func turningReversesTheOrder(turns: Int, pieces: Int) {
    let workers = Workers(threads: 1)
    for _ in 0..<turns { workers.turn() }
    var order: [Int] = []
    workers.forEach(pieces: pieces) { piece in order.append(piece) }
    #expect(order == (turns == 1 ? Array((0..<pieces).reversed()) : Array(0..<pieces)))
  }

  @Test(arguments: [1, 2, 3, 7], [0, 1, 9, 10, 11, 100])
  func runsCoverTheRange(threads: Int, count: Int) {
    let touched = Counters(count)
    let runs = Counters(1)
    Workers(threads: threads).forEachRun(of: count, length: 10) { run, _ in
      if run.isEmpty || run.count > 10 { Issue.record("\(run)") }
      _ = runs.add(1, to: 0)
      for index in run { _ = touched.add(1, to: index) }
    }
    #expect(touched.values == [Int](repeating: 1, count: count))
    #expect(runs.values == [(count + 9) / 10])
  }

  private struct Stop: Error, Equatable {
    let place: Int
  }

  @Test(arguments: [1, 2, 5], [0, 1, 16, 17, 50])
  func roundsHandOverInOrder(threads: Int, count: Int) throws {
    let pieces = (0..<count).map { 3 * $0..<3 * $0 + 3 }
    var received: [Int] = []
    try Workers(threads: threads).inRounds(pieces, { piece, _ in piece.map { 2 * $0 } }) {
      piece, answer in
      #expect(answer == piece.map { 2 * $0 })
      received += piece
    }
    #expect(received == Array(0..<3 * count))
  }

  /// Of several errors the first by place is thrown, once what came before it was handed over.
  @Test(arguments: [1, 2, 5])
  func roundsStopAtTheFirstError(threads: Int) {
    var received = 0
    #expect(throws: Stop(place: 21)) {
      try Workers(threads: threads).inRounds((0..<40).map { $0..<$0 + 1 }) { piece, _ in
        if piece.lowerBound >= 21 { throw Stop(place: piece.lowerBound) }
      } receive: { _, _ in
        received += 1
      }
    }
    #expect(received == 21)
  }
}

/// Counters that several threads may use.
private final class Counters: Sendable {
  private let counts: Mutex<[Int]>

  init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }

  var values: [Int] { counts.withLock { $0 } }

  func add(_ amount: Int, to index: Int) -> Int {
    counts.withLock {
      $0[index] += amount
      return $0[index]
    }
  }
}

@Suite struct FloatBufferTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1000])
  func zeroedAndAligned(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
    #expect(buffer.count == count && buffer.elements.count == count)
    #expect(buffer.elements.allSatisfy { $0 == 0 })
  }
}

@Suite struct ComputeTests {
  @Test func namedSets() throws {
    for set in InstructionSet.available {
      let compute = try Compute(instructionSet: set.rawValue, threads: 2)
      #expect(compute.instructionSet == set.rawValue)
      #expect(compute.workers.threads == 2)
    }
    #expect(InstructionSet.available.first == .baseline)
    let widest = try Compute(instructionSet: nil, threads: 1)
    #expect(widest.instructionSet == InstructionSet.available.last?.rawValue)
  }

  @Test(arguments: ["", "AVX2", "sse", "avx1024"])
  func unknownSets(name: String) throws {
    let error = #expect(throws: InstructionSetError.self) {
      try Compute(instructionSet: name, threads: 1)
    }
    let text = try #require(error).description
    #expect(text.contains("'\(name)'") && text.contains("baseline"))
  }

  @Test(arguments: InstructionSet.available)
  func panelsAreTwoVectorsWide(set: InstructionSet) {
    let table = set.kernels
    #expect(table.panelWidth == 2 * table.vectorWidth)
    #expect(table.packedCount(rows: 3, columns: 1) == 3 * table.vectorWidth)
    #expect(
      table.packedCount(rows: 2, columns: table.panelWidth + 1)
        == 2 * (table.panelWidth + table.vectorWidth))
  }
}
