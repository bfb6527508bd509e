# Mail::DKIM as one long-lived process: cases on standard input, answers on standard output. The protocol stands in
# ../peer-process.ts. Arguments: a file with key records (NAME TEXT a line), the RSA key in PEM.
use strict;
use warnings;
use Mail::DKIM::PrivateKey;
use Mail::DKIM::Signer;
use Mail::DKIM::Verifier;
use Net::DNS;

my ($records_file, $rsa_file) = @ARGV;
my %records;
open my $records, '<', $records_file or die $!;
while (<$records>) { chomp; my ($name, $text) = split ' ', $_, 2; $records{lc $name} = $text }
my $key = Mail::DKIM::PrivateKey->load(File => $rsa_file);

no warnings 'redefine';
*Mail::DKIM::DNS::query = sub {
    my ($name, $type) = @_;
    my $text = $records{lc $name};
    $@ = defined $text ? 'NOERROR' : 'NXDOMAIN';
    return unless defined $text;
    my @strings = $text =~ /(.{1,255})/gs;
    return Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => \@strings);
};

sub verify {
    my ($message) = @_;
    my $verifier = Mail::DKIM::Verifier->new;
    $verifier->PRINT($message);
    $verifier->CLOSE;
    return join ' ', map { (my $word = $_->result_detail) =~ s/\s+/_/g; $word } grep { !$_->isa('Mail::DKIM::DkSignature') } $verifier->signatures;
}

sub sign {
    my ($c, $algorithm, $names, $message) = @_;
    my $signer = Mail::DKIM::Signer->new(
        Algorithm => $algorithm, Method => $c, Domain => 'example.org', Selector => 'rsa', Key => $key, Headers => $names);
    $signer->PRINT($message);
    $signer->CLOSE;
    return $signer->signature->as_string . "\r\n";
}

binmode STDIN;
binmode STDOUT;
$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    my ($order, @words) = split ' ', $line;
    my $length = pop @words;
    my $message = '';
    read STDIN, $message, $length if $length > 0;
    my $answer = eval { $order eq 'V' ? verify($message) : sign(@words, $message) };
    if (!defined $answer) { (my $fault = "E $@") =~ s/\s+/ /g; $answer = $fault }
    print length($answer), "\n", $answer;
}
