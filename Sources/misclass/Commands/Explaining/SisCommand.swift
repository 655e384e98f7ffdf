import Compute
import Datasets
import Explanations
import Figures
import Foundation
import Images
import Interchange
import Models
import Pieces
import Results
import Terminal
import Training

/// `misclass sis`: the few pixels that alone are enough for a prediction.
enum SisCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let resume = Option(
      flag: "resume", help: "Go on with a run into this directory that was stopped.")
    let search = SubsetOptions()
    let sheetImages = Option.sheetImages
    let requeue = Option.requeue
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "sis", summary: "Find the few pixels that alone are enough for a prediction",
    discussion: """
      Masks the pixels of an image one after the other, always those whose loss leaves the class's \
      probability highest, until none is left (backward selection). A sufficient input subset \
      (SIS) is what is left when the probability is at the threshold for the last time. If a \
      handful of pixels nobody could recognise is enough, the model overinterprets (Carter, Jain, \
      Mueller & Gifford 2021).

      Writes order.npy (when each pixel was masked, from 0; images x height x width), kept.npy (1 \
      for the last --keep of the pixels), subsets.npy (the number of the subset a pixel belongs \
      to, 0 for none), confidence.npy (the probability at the beginning and after each round), \
      sis.csv (a line per image), summary.json, sheet.png and confidence.svg. The kept pixels are \
      classified again, beside controls: with their neighbours, as many at random, on other \
      grounds, and the mask's shape alone.

      A run that was stopped goes on when the same command is given again with --resume.
      """,
    examples: [
      "misclass sis --model run --data planted --limit 100 --out sis",
      "misclass sis --model run --data planted --indices 7 --selection exact --subsets 5 --out "
        + "sis7",
    ],
    options: Options(), subcommands: [SisTrainCommand.command],
    run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let directory = arguments.out
    let (isForced, seed) = (arguments.common.force, arguments.common.seed)
    let goesOn =
      gathered == nil
      && UnfinishedWork.goesOn(
        in: directory, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(directory, force: isForced) }
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: directory, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let data = arguments.images.data
    let chosen = try ChosenImages(arguments.images, arguments.model, compute, console, work)
    let images = try chosen.imagesToExplain()
    let options = try arguments.search.search(classNames: chosen.whole.classNames)
    let keep = arguments.search.keep
    let kept = try SubsetSize.pixels(keep, of: images.images.height * images.images.width)
    func search(_ range: Range<Int>) throws -> SubsetSearch {
      try SubsetSearch(
        classifier: chosen.model.classifier, images: images.piece(range), options: options,
        workers: compute.workers)
    }
    let settings = SubsetDocument.Settings(
      model: arguments.model.text, data: try data.source().description, split: data.split,
      options: options, keep: keep, indices: chosen.indices, seed: seed)
    let checks = PieceChecks(images: images, classCount: chosen.model.classCount)
    let fingerprint = try WorkFingerprint(images, chosen.model)
    try work.check(fingerprint)
    let results =
      try work.isWhole
      ? PiecewiseResults<[SubsetFinding]>(
        in: directory, settings: settings, fingerprint: fingerprint, resume: goesOn,
        force: isForced, console: console) : nil
    let held = results == nil ? try work.take(directory, force: isForced) : nil
    defer { held?.release() }
    let found: FoundSubsets =
      if let results {
        .whole(try find(search(0..<images.count), results, checks, options.limit, console))
      } else {
        .shards(
          try work.rows(
            "findings", of: images.count, size: options.selection == .exact ? 1 : 16,
            .init(label: "sis"),
            problem: { checks.problem(of: [$1], in: $0..<$0 + 1, limit: options.limit) }
          ) { range, progress in
            let search = try search(range)
            return try search.pieces.flatMap { piece in
              defer { try? progress(piece.upperBound) }
              return try search.findings(in: piece) { try Interruption.check() }
            }
          })
      }
    let scores = try reclassify(
      images, found, kept: kept, options: options, seed: seed,
      classifier: chosen.model.classifier, work)
    if try work.endsShard(of: arguments.common) { return }
    let findings = found.all
    let document = SubsetDocument(
      settings: settings, summary: try SubsetSummary(of: findings, kept: kept), reduced: scores)
    try SubsetListing(
      findings: findings, images: images, names: chosen.names,
      classNames: chosen.whole.classNames, kept: kept
    ).write(to: directory, document: document, sheetImages: arguments.sheetImages)
    try results?.finish()
    try arguments.finish(
      document, SubsetText(document), wrote: [directory],
      next: "misclass report --predictions FILE --data \(ShellWord.quoted(data.data)) --sis "
        + "\(ShellWord.quoted(directory)) --out report.html")
  }

  private static func find(
    _ search: SubsetSearch, _ results: PiecewiseResults<[SubsetFinding]>, _ checks: PieceChecks,
    _ limit: Int, _ console: Console
  ) throws -> SubsetFindings {
    let meter = console.progress("sis", total: checks.images.count, unit: "images")
    let pieces = search.pieces
    func piece(_ number: Int) throws -> [SubsetFinding] {
      try results.piece(
        number, problem: { checks.problem(of: $0, in: pieces[number], limit: limit) }
      ) {
        try search.findings(in: pieces[number]) { try Interruption.check() }
      }
    }
    for (number, range) in pieces.enumerated() {
      _ = try piece(number)
      meter.advance(to: range.upperBound)
    }
    meter.finish()
    return SubsetFindings(pieces: pieces, read: piece)
  }

  private static func reclassify(
    _ images: ImagesToExplain, _ found: FoundSubsets, kept: Int,
    options: SubsetSearch.Options, seed: UInt64, classifier: any Classifier, _ work: PieceWork
  ) throws -> [ReducedScores] {
    let others = MaskingBaseline.allCases.filter { $0 != options.baseline }
    let reductions: [Reduction] =
      [.pixels(on: options.baseline), .dilated, .random(seed: seed)]
      + others.map { .pixels(on: $0) } + [.shape]
    let rows = try work.rows(
      "controls", of: images.count, .init(label: "controls"),
      problem: { $1.count == reductions.count ? nil : "expected \(reductions.count) controls" }
    ) { range, progress in
      let piece = try images.piece(range)
      let classified = try reductions.map { reduction in
        try ReducedImage.classify(
          piece, found[range], keeping: kept, as: reduction, ground: options.baseline,
          by: classifier
        ) { done in try progress(reduction == reductions.last ? done : 0) }
      }
      return piece.indices.indices.map { place in classified.map { $0[place] } }
    }.rows
    return reductions.enumerated().map { number, reduction in
      ReducedScores(of: rows.map { $0[number] }, as: reduction)
    }
  }
}

/// The findings of a search: of all images, in the files of their pieces, or of shards.
private enum FoundSubsets {
  case whole(SubsetFindings)
  case shards(StageRows<SubsetFinding>)

  var all: SubsetFindings {
    switch self {
    case .whole(let findings): findings
    case .shards(let findings): SubsetFindings(findings.rows)
    }
  }

  /// One process looks at all images together.
  subscript(range: Range<Int>) -> SubsetFindings {
    switch self {
    case .whole(let findings): findings
    case .shards(let findings): SubsetFindings(findings[range])
    }
  }
}
