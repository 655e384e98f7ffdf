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
}

extension Arguments where Options == ExhibitOptions {
  var places: ReportExhibits.Places {
    ReportExhibits.Places(
      erased: self.erased, sweep: self.sweep, sis: self.sis, undesirable: self.undesirable,
      obalex: self.obalex)
  }
}
