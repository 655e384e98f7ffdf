/// The views that are asked about where the user names none.
extension ImageView {
  /// Each is as likely to show the class as the image is; a fit then finds which to trust.
  package static let usual: [ImageView] = {
    let changes: [[ViewStep]] =
      [[]]
      + [(6, 0), (-6, 0), (0, 6), (6, 6), (-6, 6)].map { [.shift(down: $0.0, right: $0.1)] }
      + [0.8, 0.9, 1.1, 1.2].map { [.zoom($0)] }
      + [-6, 6].map { [.turn($0)] }
      + [[.blur(1.5)], [.blur(2.5)], [.sharpen(0.5)], [.sharpen(1)]]
      + [0.75, 1.3].map { [.contrast($0)] }
      + [[.periphery(0.6)], [.periphery(0.35)], [.background]]
      + [[.salient(0.02)], [.salient(0.05)], [.inpaint(0.02)]]
    return changes.flatMap { steps in
      [ImageView(steps: steps), ImageView(steps: [.mirror] + steps)]
    }
  }()
}
