import Explanations
import Foundation
import Images
import Interchange
import Models
import Pieces
import Results
import Terminal

/// The files of a sweep under way: what the model said, block by block.
struct SweepBlocks {
  let plan: SweepPlan
  let images: ImagesToExplain
  let console: Console
  private let classCount: Int

  init(plan: SweepPlan, images: ImagesToExplain, scorer: Scorer, console: Console) {
    self.plan = plan
    self.images = images
    self.console = console
    classCount = scorer.classCount
  }

  /// Makes the directories, or holds those that are there to the plan; the blocks stay there for
  /// other shares of images.
  ///
  /// - Throws: as ``UnfinishedWork``.
  func begin(
    in directory: String, _ scorer: Scorer, resumes: Bool, force: Bool
  ) throws -> UnfinishedWork {
    // A directory without a sweep is told by the file that is missing or strange.
    if resumes { try Self.readSettings(directory + "/config.json") }
    return try UnfinishedWork(
      in: directory, Self.layout, settings: plan.settings,
      fingerprint: try WorkFingerprint(images, scorer), resume: resumes, force: force,
      console: console)
  }

  static let layout = UnfinishedWork.Layout(
    subdirectory: "work", settingsFile: "config.json",
    isPiece: { name in
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard name.hasSuffix(".npy"), let first = parts.first else { return false }
      let numbers = parts.dropFirst().joined(separator: "-").dropLast(4).split(
        separator: "-", omittingEmptySubsequences: false)
      return ["untouched": 1, "method": 2][first] == numbers.count
        && numbers.allSatisfy { Int($0) != nil }
    },
    isSettings: { (try? readSettings($0)) != nil })

  private static func readSettings(_ path: String) throws {
    _ = try JSON.read(SweepDocument.Settings.self, from: path)
  }

  /// What is asked at once: one method about some images, or the model about them as they are.
  private struct Unit {
    let range: Range<Int>
    /// Nil for images as they are.
    let method: Int?
    let arms: Int

    var name: String {
      (method.map { "method-\($0)" } ?? "untouched") + "-\(range.lowerBound).npy"
    }

    func make(_ sweep: SweepRun) throws -> SweepBlock {
      guard let method else { return try sweep.untouched(range) }
      return try sweep.erased(range, method: method) { _ in try Interruption.check() }
    }
  }

  private var units: [Unit] {
    stride(from: 0, to: images.count, by: plan.blockSize).flatMap { first in
      let range = first..<min(first + plan.blockSize, images.count)
      return [Unit(range: range, method: nil, arms: 2)]
        + plan.grid.methods.indices.map {
          Unit(range: range, method: $0, arms: plan.grid.armsPerMethod)
        }
    }
  }

  /// All that the model has to say, asked now or found in the files.
  ///
  /// - Parameters:
  ///   - kept: where blocks are kept; nil for a shard, which keeps its own as it keeps all pieces.
  /// - Returns: nil for a shard, which has not everything.
  func collect(
    _ sweep: SweepRun, _ kept: UnfinishedWork?, _ pieces: PieceWork
  ) throws -> SweepScores? {
    let units = units
    let items = StageItems(weights: units.map { $0.arms * $0.range.count })
    let meter = console.progress("sweep", total: pieces.own(items).count, unit: "blocks")
    var (untouched, erased) = ([SweepBlock](), plan.grid.methods.map { _ in [SweepBlock]() })
    var done = 0
    func take(_ unit: Unit, _ block: SweepBlock) {
      if let method = unit.method { erased[method].append(block) } else { untouched.append(block) }
      done += 1
      meter.advance(to: done)
    }
    if pieces.isWhole {
      for unit in units { take(unit, try block(unit, sweep, kept)) }
    } else {
      try pieces.pieces("sweep", items, size: 1) { range in
        try array(units[range.lowerBound].make(sweep)).bytes(for: "a block")
      } take: { range, bytes, file in
        let unit = units[range.lowerBound]
        guard range.count == 1 else {
          throw InterchangeError(file: file, expected: "one block", found: "\(range.count)")
        }
        take(unit, try block(NumpyArray(bytes: bytes, file: file), file, unit))
        try kept.map { try AtomicFile.write(bytes, to: $0.path(of: unit.name)) }
      }
    }
    meter.finish()
    if pieces.isShard { return nil }
    return SweepScores(grid: plan.grid, images: images, untouched: untouched, erased: erased)
  }

  private func block(
    _ unit: Unit, _ sweep: SweepRun, _ kept: UnfinishedWork?
  ) throws -> SweepBlock {
    guard let path = kept?.path(of: unit.name) else { return try unit.make(sweep) }
    if FileManager.default.fileExists(atPath: path) {
      return try block(NumpyArray(path: path), path, unit)
    }
    let block = try unit.make(sweep)
    try array(block).write(to: path)
    return block
  }

  /// Arms x images x (classes + 1): the logits, and the erased pixels.
  private func array(_ block: SweepBlock) -> NumpyArray {
    let classes = block.classCount
    var values: [Float] = []
    values.reserveCapacity(block.areas.count * (classes + 1))
    for (row, area) in block.areas.enumerated() {
      values += block.logits[row * classes..<(row + 1) * classes]
      values.append(Float(area))
    }
    return NumpyArray(
      shape: [block.areas.count / max(block.images, 1), block.images, classes + 1], floats: values)
  }

  private func block(
    _ array: NumpyArray, _ path: String, _ unit: Unit
  ) throws -> SweepBlock {
    let (images, arms) = (unit.range.count, unit.arms)
    guard array.shape == [arms, images, classCount + 1] else {
      throw InterchangeError(
        file: path, expected: "shape \([arms, images, classCount + 1]) of a sweep",
        found: "\(array.shape)")
    }
    let (values, classes) = (array.floats, classCount)
    let pixels = self.images.images.height * self.images.images.width
    var block = SweepBlock(images: images, classCount: classes, logits: [], areas: [])
    for row in 0..<arms * images {
      let start = row * (classes + 1)
      let logits = values[start..<start + classes]
      if let strange = logits.first(where: { !$0.isFinite }) {
        throw InterchangeError(
          file: path, place: "row \(row)", expected: "finite scores", found: "\(strange)")
      }
      block.logits += logits
      let written = values[start + classes]
      guard let area = Int(exactly: written), (0...pixels).contains(area) else {
        throw InterchangeError(
          file: path, place: "row \(row)", expected: "a number of erased pixels up to \(pixels)",
          found: "\(written)")
      }
      block.areas.append(area)
    }
    return block
  }
}
