import Results
import Terminal

/// What other commands wrote, for a report.
struct ExhibitOptions: OptionGroup {
  let erased = Option(
    several: "erased", "DIR", .inputPath,
    help: "Results of 'misclass erase' to show, with its figures.")
  let sweep = Option(
    several: "sweep", "DIR", .inputPath, help: "Results of 'misclass erase sweep' to show.")
  let sis = Option(
    several: "sis", "DIR", .inputPath, help: "Results of 'misclass sis' to show.")
  let undesirable = Option(
    several: "undesirable", "DIR", .inputPath, help: "Results of 'misclass undesirable' to show.")
  let obalex = Option(
    several: "obalex", "FILE", .inputFile, help: "What 'misclass obalex --json' printed, to show.")
  let causes = Option(
    several: "causes", "DIR", .inputPath,
    help: "Results of 'misclass causes': each card tells its cause and frames the region.")
  let saliency = Option(
    "saliency", "FILE", .inputFile,
    help: "Maps of 'misclass saliency' (.npy) to lay over the pictures of the cards.")
  let listing = Option(
    "listing", "FILE", .inputFile, help: "Which image each of these maps is of (CSV).")
  let humans = Option(
    "humans", "FILE", .inputFile,
    help: "How many people chose each class for each image (.npy), to show on the cards.")

  var rules: [OptionRule] {
    [.option(saliency, needs: listing), .option(listing, needs: saliency)]
  }
}

extension Arguments where Options == ExhibitOptions {
  var places: ReportExhibits.Places {
    ReportExhibits.Places(
      erased: self.erased, sweep: self.sweep, sis: self.sis, undesirable: self.undesirable,
      obalex: self.obalex, causes: self.causes)
  }

  /// What is said of single images.
  var knowledge: ImageKnowledge.Places {
    ImageKnowledge.Places(
      erased: self.erased, causes: self.causes,
      maps: self.saliency.flatMap { maps in self.listing.map { (maps, $0) } }, humans: self.humans)
  }

  /// Every file that is read, for a record of what a page was made from.
  var files: [String] {
    (self.erased + self.sweep + self.sis + self.undesirable + self.causes).map {
      $0 + "/summary.json"
    } + self.obalex + [self.saliency, self.listing, self.humans].compactMap { $0 }
  }
}
