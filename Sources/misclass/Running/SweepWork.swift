import Explanations
import Foundation
import Images
import Interchange
import Models
import Results
import Terminal

/// The files of a sweep under way: what the model said, block by block.
struct SweepWork {
  let plan: SweepPlan
  let images: ImagesToExplain
  let console: Console
  private let classCount: Int
  private let work: UnfinishedWork

  /// Makes the directories, or holds those that are there to the plan.
  ///
  /// - Throws: as ``UnfinishedWork``.
  init(
    in directory: String, plan: SweepPlan, images: ImagesToExplain, scorer: Scorer,
    resumes: Bool, force: Bool, console: Console
  ) throws {
    self.plan = plan
    self.images = images
    self.console = console
    classCount = scorer.classCount
    // A directory without a sweep is told by the file that is missing or strange.
    if resumes { try Self.readSettings(directory + "/config.json") }
    work = try UnfinishedWork(
      in: directory, Self.layout, settings: plan.settings,
      fingerprint: try WorkFingerprint(images, scorer), resume: resumes, force: force,
      console: console)
  }

  /// What was found is written; the blocks stay for other shares of images.
  func finish() { work.release() }

  private static let layout = UnfinishedWork.Layout(
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

  /// All that the model has to say, asked now or found in the files.
  func collect(_ sweep: SweepRun) throws -> SweepScores {
    let blocks = stride(from: 0, to: images.count, by: plan.blockSize).map {
      $0..<min($0 + plan.blockSize, images.count)
    }
    let methods = plan.grid.methods.count
    let meter = console.progress(
      "sweep", total: (methods + 1) * blocks.count, unit: "blocks")
    var done = 0
    func block(
      _ name: String, _ range: Range<Int>, arms: Int, _ make: () throws -> SweepBlock
    ) throws -> SweepBlock {
      let path = work.path(of: "\(name)-\(range.lowerBound).npy")
      let block: SweepBlock
      if FileManager.default.fileExists(atPath: path) {
        block = try read(path, images: range.count, arms: arms)
      } else {
        block = try make()
        try write(block, to: path)
      }
      done += 1
      meter.advance(to: done)
      return block
    }
    var (untouched, erased) = ([SweepBlock](), plan.grid.methods.map { _ in [SweepBlock]() })
    for range in blocks {
      untouched.append(
        try block("untouched", range, arms: 2) { try sweep.untouched(range) })
      for method in 0..<methods {
        erased[method].append(
          try block("method-\(method)", range, arms: plan.grid.armsPerMethod) {
            try sweep.erased(range, method: method) { _ in try Interruption.check() }
          })
      }
    }
    meter.finish()
    return SweepScores(grid: plan.grid, images: images, untouched: untouched, erased: erased)
  }

  /// Arms x images x (classes + 1): the logits, and the erased pixels.
  private func write(_ block: SweepBlock, to path: String) throws {
    let classes = block.classCount
    var values: [Float] = []
    values.reserveCapacity(block.areas.count * (classes + 1))
    for (row, area) in block.areas.enumerated() {
      values += block.logits[row * classes..<(row + 1) * classes]
      values.append(Float(area))
    }
    try NumpyArray(
      shape: [block.areas.count / max(block.images, 1), block.images, classes + 1], floats: values
    ).write(to: path)
  }

  private func read(_ path: String, images: Int, arms: Int) throws -> SweepBlock {
    let array = try NumpyArray(path: path)
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
