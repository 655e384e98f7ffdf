import Explanations
import Foundation
import Interchange
import Results
import Terminal

/// The files of a sweep under way: what the model said, block by block.
struct SweepWork {
  let directory: String
  let plan: SweepPlan
  let images: ImagesToExplain
  let console: Console

  private var work: String { directory + "/work" }

  /// Makes the directories, or holds those that are there to the plan.
  ///
  /// - Throws: `UsageError` where the directory holds another sweep.
  func prepare(force: Bool, resumes: Bool) throws {
    let path = directory + "/config.json"
    if resumes {
      let other = try JSON.read(SweepDocument.Settings.self, from: path)
      guard other == plan.settings else {
        throw UsageError(
          "--resume: \(path) is of a sweep with other settings; expected the same model, data, "
            + "grid, block and seed")
      }
      return
    }
    try OutputDirectory.prepare(directory, force: force)
    // What an earlier sweep left here belongs to other settings.
    if FileManager.default.fileExists(atPath: work) {
      try FileManager.default.removeItem(atPath: work)
    }
    try OutputDirectory.prepare(work, force: true)
    try JSON.write(plan.settings, to: path)
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
      let path = work + "/\(name)-\(range.lowerBound).npy"
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
    guard array.shape.count == 3, array.shape[0] == arms, array.shape[1] == images,
      array.shape[2] > 1
    else {
      throw InterchangeError(
        file: path, expected: "\(arms) x \(images) x classes of a sweep",
        found: "shape \(array.shape)")
    }
    let (values, classes) = (array.floats, array.shape[2] - 1)
    var block = SweepBlock(images: images, classCount: classes, logits: [], areas: [])
    for row in 0..<arms * images {
      let start = row * (classes + 1)
      block.logits += values[start..<start + classes]
      guard let area = Int(exactly: values[start + classes]), area >= 0 else {
        throw InterchangeError(
          file: path, expected: "whole numbers of erased pixels", found: "a fraction")
      }
      block.areas.append(area)
    }
    return block
  }
}
