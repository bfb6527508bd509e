;; Reduces blanks for the "relaxed" body canonicalization, 16 octets at a time. RFC 6376, section 3.4.4.
;;
;; A blank (SP or HTAB) is dropped if a blank or CRLF follows it; any other blank becomes SP. The rule looks at two octets
;; behind each one, so those have to be in memory. blanks.ts has the same rule in plain form and says how this is used.
;; blanks-wasm.ts is made of this file: blanks-wasm.test.ts compiles it and compares
(module
  (memory (export "memory") 3)

  ;; Reads the octets from $at up to $end, writes what is left of them from $out on; gives the end of what it wrote.
  ;; Up to 15 octets behind that end are overwritten.
  (func (export "reduce") (param $at i32) (param $end i32) (param $out i32) (result i32)
    (local $octets v128)
    (local $next v128)
    (local $tabs v128)
    (local $dropped i32) ;; a bit for each of the 16
    (local $from i32)    ;; where the kept ones begin that are not written yet
    (local $run i32)
    (local $octet i32)
    (local $follows i32)

    (block $rest
      (loop $vector
        (br_if $rest (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
        (local.set $octets (v128.load (local.get $at)))
        (local.set $next (v128.load offset=1 (local.get $at)))
        (local.set $tabs (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x09))))
        (if (i32.eqz
              (v128.any_true
                (v128.or
                  (local.get $tabs)
                  (v128.and
                    (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x20)))
                    (v128.or
                      (v128.or
                        (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x20)))
                        (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x09))))
                      (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x0d))))))))
          (then ;; nothing to change, as in most text
            (v128.store (local.get $out) (local.get $octets))
            (local.set $out (i32.add (local.get $out) (i32.const 16)))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $vector)))
        (local.set $dropped
          (i8x16.bitmask
            (v128.and
              (v128.or
                (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x20)))
                (local.get $tabs))
              (v128.or
                (v128.or
                  (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x20)))
                  (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x09))))
                (v128.and
                  (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x0d)))
                  (i8x16.eq (v128.load offset=2 (local.get $at)) (i8x16.splat (i32.const 0x0a))))))))
        (local.set $from (i32.const 0))
        (loop $piece ;; all octets are stored from $from on, those up to the next dropped one count
          (local.set $octets (v128.load (i32.add (local.get $at) (local.get $from))))
          (v128.store (local.get $out)
            (v128.bitselect
              (i8x16.splat (i32.const 0x20))
              (local.get $octets)
              (i8x16.eq (local.get $octets) (i8x16.splat (i32.const 0x09)))))
          (if (i32.eqz (local.get $dropped))
            (then (local.set $out (i32.sub (i32.add (local.get $out) (i32.const 16)) (local.get $from))))
            (else
              (local.set $run (i32.ctz (local.get $dropped)))
              (local.set $out (i32.sub (i32.add (local.get $out) (local.get $run)) (local.get $from)))
              (local.set $from
                (i32.add
                  (local.get $run)
                  (i32.ctz (i32.xor (i32.shr_u (local.get $dropped) (local.get $run)) (i32.const -1)))))
              (local.set $dropped (i32.and (local.get $dropped) (i32.shl (i32.const -1) (local.get $from))))
              (br_if $piece (i32.lt_u (local.get $from) (i32.const 16))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $vector)))

    (block $done
      (loop $single
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $octet (i32.load8_u (local.get $at)))
        (local.set $follows (i32.load16_u offset=1 (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.or (i32.eq (local.get $octet) (i32.const 0x20)) (i32.eq (local.get $octet) (i32.const 0x09)))
          (then
            (local.set $octet (i32.const 0x20))
            (br_if $single ;; dropped
              (i32.or
                (i32.or
                  (i32.eq (i32.and (local.get $follows) (i32.const 0xff)) (i32.const 0x20))
                  (i32.eq (i32.and (local.get $follows) (i32.const 0xff)) (i32.const 0x09)))
                (i32.eq (local.get $follows) (i32.const 0x0a0d)))))) ;; CR and LF, the first octet lowest
        (i32.store8 (local.get $out) (local.get $octet))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $single)))
    (local.get $out)))
